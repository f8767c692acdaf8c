"""Where things are: Graphviz places boxes, and we the texts on arrows."""
