"""How far people agree in a project: the kept comparisons of finished sets, summed, measured, and put in words.

Only sets that are finished are compared, so that nothing is known of work that goes on.
"""
