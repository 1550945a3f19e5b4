"""A user's own ontology: types with a definition and a few examples, found in the events that the reader sees.

``read_ontology`` reads and checks the file, ``fit_head`` makes the classifier (``train`` adds labelled sentences),
``Matcher`` gives codes to mentions, ``label_events`` to the events of a reading, ``classify`` to those of a record.
"""
