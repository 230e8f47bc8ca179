# What the scripts share: how a data set is read and a model is fitted.

suppressMessages({
  library(metafor)
  library(metadat)
  library(jsonlite)
})
pdf(NULL)

# metafor stops its iterations at 1e-5 (REML) and 1e-4 (PM, Q-profile) by default. The reference is
# the number that is being solved for, so the iterations run on to the end of double precision. (tol
# stays as it is for REML, where it also decides when a boundary estimate is set to 0.)
tight <- function(method, v) {
  if (method == "REML") return(list(threshold = 1e-12 * max(1, v), maxiter = 10000))
  list(tol = 1e-14, tau2.max = 1e4, maxiter = 10000)
}
# Knapp-Hartung with a common effect is pinned too, which metafor does but advises against.
quiet <- function(expr) withCallingHandlers(expr, warning = function(w) if (grepl("not meant to be used in the context of FE", conditionMessage(w))) invokeRestart("muffleWarning"))
profile <- list(tol = 1e-13, tau2.max = 1e6, maxiter = 10000)

plain <- function(x) if (length(x) == 0 || is.null(x)) NA else unname(as.numeric(x))

counts <- function(measure, study, ai, n1i, ci, n2i) {
  d <- data.frame(study = make.unique(as.character(study)), ai, n1i, ci, n2i)
  d <- d[complete.cases(d) & d$ai + d$ci > 0 & (d$n1i - d$ai) + (d$n2i - d$ci) > 0, ]
  e <- escalc(measure = measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d)
  list(kind = "counts", measure = measure, rows = data.frame(d, yi = plain(e$yi), vi = plain(e$vi)))
}
general <- function(study, yi, vi) {
  d <- data.frame(study = make.unique(as.character(study)), yi = plain(yi), vi = plain(vi))
  list(kind = "general", measure = "difference", rows = d[complete.cases(d) & d$vi > 0, ])
}
proportions <- function(scale, study, k, n) {
  d <- data.frame(study = make.unique(as.character(study)), k = plain(k), n = plain(n))
  d <- d[complete.cases(d), ]
  e <- escalc(measure = c(logit = "PLO", "double arcsine" = "PFT")[[scale]], xi = k, ni = n, data = d)
  list(kind = "proportions", measure = scale, rows = data.frame(d, yi = plain(e$yi), vi = plain(e$vi)))
}
of <- function(e, study) general(study, e$yi, e$vi)

model <- function(d, method, test, level = 95) {
  quiet(rma(yi, vi, data = d$rows, method = method, test = test, level = level, control = tight(method, d$rows$vi)))
}
names.of <- c(common = "FE", DL = "DL", PM = "PM", REML = "REML")
tests.of <- c(wald = "z", "knapp-hartung" = "knha")
all.tests <- c(tests.of, "ad hoc" = "adhoc")

# One data set pooled one way, with all that rma says about it.
pooled.case <- function(d, name, method, test, level) {
  m <- model(d, names.of[[method]], all.tests[[test]], level)
  p <- predict(m)
  r <- predict(m, pi.type = "riley")
  q <- if (method == "common") NULL else confint(m, control = profile)$random
  one <- list(
    dataset = name, method = method, interval = test, level = level / 100, k = m$k,
    mu = plain(m$beta), se = m$se, mu_low = m$ci.lb, mu_high = m$ci.ub, statistic = m$zval, p = m$pval,
    tau2 = m$tau2, i2 = m$I2, h2 = m$H2, q = m$QE, q_p = m$QEp,
    tau2_low = plain(q["tau^2", "ci.lb"]), tau2_high = plain(q["tau^2", "ci.ub"]),
    i2_low = plain(q["I^2(%)", "ci.lb"]), i2_high = plain(q["I^2(%)", "ci.ub"]),
    prediction_low = plain(if (method != "common") p$pi.lb), prediction_high = plain(if (method != "common") p$pi.ub),
    riley_low = plain(if (method != "common") r$pi.lb), riley_high = plain(if (method != "common") r$pi.ub),
    weights = plain(weights(m))
  )
  if (d$kind == "proportions") {
    back <- if (d$measure == "logit") predict(m, transf = transf.ilogit) else predict(m, transf = transf.ipft.hm, targs = list(ni = d$rows$n))
    one <- c(one, list(estimate = back$pred, low = back$ci.lb, high = back$ci.ub))
  }
  one
}
