"""The base of every expected refusal: something Linli will not or cannot do, said in one sentence to a
person.
"""


class Refusal(Exception):
    """What could not be done and why, in one sentence that a user can read and act on.

    Faces show it as it is: a form error, a problem document, or one line on the terminal with exit code 1.
    """
