"""How far two people, or a person and a machine, say the same of a text: counted by article, summed, and measured.

``comparing`` counts what two sets of one text share (``columns`` names the counts). Counts of any number of articles
add up, and ``figures`` makes measures with intervals of the sums. docs/agreement.md says what each figure means.
"""
