"""A year in the life of a fictional State: both source documents played by commands and messages alone.

* An `Office` is the folder in which it happens: a bare public repository, a private one, the store, its second copy,
  and people who each have a key. Its clock stands still until a step moves it.
* A step is one thing that somebody does on one day; it names the clauses of the source documents that it plays. A
  chapter is a module of steps, and `chapters.CHAPTERS` is their order.
* What no command can write yet stands in `gaps.GAPS` with the reason; nothing else is written by hand.
* `breaks` says how what implements a clause is broken; then the story has to go red.
"""
