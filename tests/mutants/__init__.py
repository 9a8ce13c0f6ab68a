"""`make mutants`: how many small changes of the code that decides the tests would notice."""
