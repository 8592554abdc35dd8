"""Downloads the publishers' files anew and builds the tables from them: `python -m data.refresh`.

Nothing old is replaced before all of it has arrived, has been checked and has been built. The running app never
imports this.
"""
