# Prints the seconds that gosh() needs for all subsets of the 13 BCG trials.
suppressMessages(library(metafor))
trials <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
fit <- rma(yi, vi, data = trials, method = "REML", test = "knha")
cat(system.time(gosh(fit, subsets = 2^13, progbar = FALSE))[["elapsed"]])
