"""What models are made of: one module a back end, all of them behind ``Backend``.

The plan, the names and the types are the same for all. A back end says how a class and a field of
it are declared, where the words of those declarations come from, and which files of the run time
give them their meaning.
"""
