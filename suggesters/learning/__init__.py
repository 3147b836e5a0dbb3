"""Learning from checked articles: a model that ranks the candidates of the rules anew, and whether it is better."""
