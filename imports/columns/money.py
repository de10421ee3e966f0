"""What the columns of money of each kind mean: keys of the glossary in groups, the most wanted first.

Where columns of two groups stand in a file, the earlier group's is read. Two columns of one group are asked about,
unless their figures agree. A header of a meaning not named here is never the column, whatever word it begins with.
"""

Takes = tuple[tuple[str, ...], ...]

PAID: Takes = (("paid", "fact"), ("payable",), ("plain", "total", "gross"))
RECEIVED: Takes = (("received", "fact"), ("plain", "total"))
ACCRUED: Takes = (("accrued", "fact"), ("plain", "total", "gross", "act"))
CHANGED: Takes = (("difference",), ("plain",))
PLANNED: Takes = (("plan",), ("plain", "total", "year"))
YEAR: Takes = (("year", "total"), ("plan", "plain"))
PROMISED: Takes = (("gross",), ("contract", "obligation", "plain", "total", "year"))
DELIVERED: Takes = (("gross",), ("act", "invoice", "plain", "total"))
ANNOUNCED: Takes = (("net",), ("lot", "allotted", "plan"), ("plain", "total", "year"))
BOUGHT: Takes = (("net",), ("plan", "allotted"), ("plain", "total", "year"))
GROSS: Takes = (("gross",),)
NET: Takes = (("net",),)
PRICE: Takes = (("price",),)
