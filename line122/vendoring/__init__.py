"""Takes others' work into the pages' files, so that nothing is built or fetched at run time."""
