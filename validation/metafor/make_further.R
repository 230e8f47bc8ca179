# Writes further.json: twenty and more data sets that reference.json does not hold, and what other
# programs say about the ad hoc Knapp-Hartung interval, subgroups with a common tau2, rare events,
# overlapping reports, exact tests and Bayesian pools. See README.md.
#
#   Rscript validation/metafor/make_further.R [output]

here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
source(file.path(dirname(here), "models.R"))
suppressMessages({
  library(clubSandwich)
  library(bayesmeta)
})

d.bou <- within(dat.bourassa1996[dat.bourassa1996$sex == "combined", ], { n1 <- lh.le + lh.re; n2 <- rh.le + rh.re })
d.axf <- dat.axfors2021[dat.axfors2021$hcq_arm_event + dat.axfors2021$control_arm_event > 0, ]
d.van <- within(dat.vanhowe1999, { n1 <- non.pos + non.neg; n2 <- cir.pos + cir.neg })
cor.of <- function(d, r, n, study) of(escalc(measure = "ZCOR", ri = r, ni = n, data = d), study)
datasets <- list(
  anand1999_or = with(dat.anand1999, counts("OR", study, ai, n1i, ci, n2i)),
  assink2016 = with(dat.assink2016, general(paste(study, esid), yi, vi)),
  axfors2021_or = with(d.axf, counts("OR", acronym, hcq_arm_event, hcq_arm_total, control_arm_event, control_arm_total)),
  bonett2010 = of(escalc(measure = "ABT", ai = ai, mi = mi, ni = ni, data = dat.bonett2010), dat.bonett2010$source),
  bornmann2007_or = with(dat.bornmann2007, counts("OR", study, waward, wtotal, maward, mtotal)),
  bourassa1996_or = with(d.bou, counts("OR", paste(author, year), lh.le, n1, rh.le, n2)),
  cannon2006_or = with(dat.cannon2006, counts("OR", trial, ep1t, nt, ep1c, nc)),
  craft2003 = cor.of(dat.craft2003, dat.craft2003$ri, dat.craft2003$ni, dat.craft2003$study),
  crede2010 = cor.of(dat.crede2010, dat.crede2010$ri, dat.crede2010$ni, dat.crede2010$studyid),
  fine1993_or = with(dat.fine1993, counts("OR", study, e2i, nei, c2i, nci)),
  hart1999 = of(escalc(measure = "IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.hart1999), dat.hart1999$study),
  hartmannboyce2018_rr = with(dat.hartmannboyce2018, counts("RR", study, x.nrt, n.nrt, x.ctrl, n.ctrl)),
  ishak2007 = with(dat.ishak2007, general(study, y1i, v1i)),
  kalaian1996 = with(dat.kalaian1996, general(study, yi, vi)),
  linde2016 = with(dat.linde2016, general(id, lnOR, selnOR^2)),
  lopez2019 = with(dat.lopez2019, general(study, diff, se^2)),
  nielweise2008 = of(escalc(measure = "IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.nielweise2008), dat.nielweise2008$authors),
  tannersmith2016 = with(dat.tannersmith2016, general(studyid, yi, vi)),
  vanhowe1999_or = with(d.van, counts("OR", study, non.pos, n1, cir.pos, n2)),
  viechtbauer2021_or = with(dat.viechtbauer2021, counts("OR", trial, xTi, nTi, xCi, nCi)),
  white2020 = cor.of(dat.white2020, dat.white2020$r, dat.white2020$n, dat.white2020$study_id),
  woods2010_logit = with(dat.woods2010, proportions("logit", paste(author, treatment), r, N)),
  hasselblad1998_logit = with(dat.hasselblad1998, proportions("logit", paste(authors, trt), xi, ni)),
  pagliaro1992_logit = with(dat.pagliaro1992, proportions("logit", paste(study, trt), xi, ni)),
  obrien2003_logit = with(dat.obrien2003, proportions("logit", paste(author, grp), cases, total)),
  dogliotti2014_logit = with(dat.dogliotti2014, proportions("logit", paste(study, treatment), stroke, total))
)
stopifnot(all(sapply(datasets, function(d) nrow(d$rows) >= 3)))

pooled <- list()
for (name in names(datasets)) for (method in names(names.of)) for (test in names(all.tests)) {
  pooled[[length(pooled) + 1]] <- pooled.case(datasets[[name]], name, method, test, 95)
}

# The ad hoc interval matters most with two or three studies.
few <- list()
for (name in c("cannon2006_or", "hart1999", "bonett2010", "viechtbauer2021_or", "woods2010_logit")) for (first in 1:3) for (k in 2:3) {
  rows <- datasets[[name]]$rows
  if (first + k - 1 > nrow(rows)) next
  m <- model(list(rows = rows[first:(first + k - 1), ]), "REML", "adhoc")
  few[[length(few) + 1]] <- list(dataset = name, first = first - 1, k = k, mu = plain(m$beta), se = m$se, mu_low = m$ci.lb, mu_high = m$ci.ub)
}

moderators <- list(
  bcg_rr = list(yi = escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg), by = dat.bcg$alloc),
  raudenbush1985 = list(yi = dat.raudenbush1985, by = dat.raudenbush1985$setting),
  hackshaw1998 = list(yi = dat.hackshaw1998, by = dat.hackshaw1998$design),
  assink2016 = list(yi = dat.assink2016, by = dat.assink2016$deltype)
)
subgroup <- list()
for (name in names(moderators)) for (method in names(names.of)) for (test in names(all.tests)) {
  d <- data.frame(yi = plain(moderators[[name]]$yi$yi), vi = plain(moderators[[name]]$yi$vi), by = factor(moderators[[name]]$by))
  fit.of <- function(f) quiet(rma(yi, vi, mods = f, data = d, method = names.of[[method]], test = all.tests[[test]], control = tight(names.of[[method]], d$vi)))
  m <- fit.of(~ by - 1)
  q <- fit.of(~ by)
  subgroup[[length(subgroup) + 1]] <- list(dataset = name, method = method, interval = test, yi = d$yi, vi = d$vi, group = as.character(d$by), groups = levels(d$by), mu = plain(m$beta), se = m$se, mu_low = m$ci.lb, mu_high = m$ci.ub, tau2 = m$tau2, statistic = q$QM, p = q$QMp, df = q$m, df2 = plain(if (test == "wald") NULL else q$k - q$p))
}

two.arms <- list(
  fine = with(dat.fine1993, data.frame(ai = e1i, n1i = nei, ci = c1i, n2i = nci)),
  collins = with(dat.collins1985b, data.frame(ai = pre.xti, n1i = pre.nti, ci = pre.xci, n2i = pre.nci)),
  nielweise = with(dat.nielweise2007, data.frame(ai, n1i, ci, n2i)),
  axfors = with(dat.axfors2021, data.frame(ai = hcq_arm_event, n1i = hcq_arm_total, ci = control_arm_event, n2i = control_arm_total)),
  bcg = with(dat.bcg, data.frame(ai = tpos, n1i = tpos + tneg, ci = cpos, n2i = cpos + cneg)),
  rare = data.frame(ai = c(0, 1, 0, 2, 0), n1i = c(40, 60, 25, 80, 30), ci = c(1, 3, 0, 2, 2), n2i = c(42, 55, 30, 75, 28))
)
rare <- list()
for (name in names(two.arms)) {
  d <- two.arms[[name]]
  d <- d[complete.cases(d), ]
  one <- function(m) list(mu = plain(m$beta), se = m$se, mu_low = m$ci.lb, mu_high = m$ci.ub, p = m$pval)
  rare[[length(rare) + 1]] <- list(
    dataset = name, rows = as.list(d),
    or = one(rma.mh(measure = "OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, correct = FALSE)),
    rr = one(rma.mh(measure = "RR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d)),
    peto = with(list(m = rma.peto(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d)), c(one(m), list(q = m$QE, q_df = m$k.yi - 1)))
  )
}

clusters <- list(
  konstantopoulos2011 = with(dat.konstantopoulos2011, list(yi = yi, vi = vi, cluster = district)),
  assink2016 = with(dat.assink2016, list(yi = yi, vi = vi, cluster = study)),
  tannersmith2016 = with(dat.tannersmith2016, list(yi = yi, vi = vi, cluster = studyid)),
  bourassa1996 = with(escalc("OR", ai = lh.le, bi = lh.re, ci = rh.le, di = rh.re, data = dat.bourassa1996), list(yi = plain(yi), vi = plain(vi), cluster = sample))
)
overlap <- list()
for (name in names(clusters)) {
  d <- as.data.frame(lapply(clusters[[name]], plain))
  m <- rma(yi, vi, data = d, control = tight("REML", d$vi))
  r <- robust(m, cluster = d$cluster, clubSandwich = TRUE)
  overlap[[length(overlap) + 1]] <- list(dataset = name, yi = d$yi, vi = d$vi, cluster = d$cluster, mu = plain(r$beta), se = r$se, df = r$ddf, mu_low = r$ci.lb, mu_high = r$ci.ub, p = r$pval, tau2 = r$tau2)
}

tables <- list(
  a = list(k = c(3, 9, 4), n = c(10, 15, 12)), b = list(k = c(0, 5, 2, 7), n = c(8, 11, 9, 14)),
  c = list(k = c(12, 8, 15, 6), n = c(20, 18, 21, 19)), d = list(k = c(1, 0, 2, 0, 1), n = c(12, 15, 9, 20, 11))
)
exact <- lapply(tables, function(t) c(t, list(p = fisher.test(rbind(t$k, t$n - t$k), workspace = 2e7)$p.value, q_likelihood = with(t, 2 * (sum(dbinom(k, n, k / n, log = TRUE)) - sum(dbinom(k, n, sum(k) / sum(n), log = TRUE)))))))

priors <- list(
  "log-normal" = list(location = -4.17, scale = 1.55, density = TurnerEtAlPrior("all-cause mortality", "non-pharmacological", "placebo / control")$dprior),
  "half-normal" = list(location = 0, scale = 0.5, density = function(t) dhalfnormal(t, scale = 0.5))
)
bayes <- list()
for (name in names(priors)) for (k in c(2, 3, 6)) for (set in c("hart1999", "bonett2010")) {
  d <- datasets[[set]]$rows[seq_len(k), ]
  b <- bayesmeta(y = d$yi, sigma = sqrt(d$vi), tau.prior = priors[[name]]$density, interval.type = "central", delta = 1e-4, epsilon = 1e-9)
  s <- b$summary
  bayes[[length(bayes) + 1]] <- list(prior = name, location = priors[[name]]$location, scale = priors[[name]]$scale, yi = d$yi, vi = d$vi, mu = s["median", "mu"], mu_low = s["95% lower", "mu"], mu_high = s["95% upper", "mu"], tau = s["median", "tau"], tau_low = s["95% lower", "tau"], tau_high = s["95% upper", "tau"], prediction_low = s["95% lower", "theta"], prediction_high = s["95% upper", "theta"])
}

versions <- lapply(c(metafor = "metafor", metadat = "metadat", clubSandwich = "clubSandwich", bayesmeta = "bayesmeta"), function(p) as.character(packageVersion(p)))
further <- list(
  versions = c(list(R = as.character(getRversion())), versions),
  datasets = lapply(datasets, function(d) c(d[c("kind", "measure")], list(rows = as.list(d$rows)))),
  pooled = pooled, few = few, common_tau2 = subgroup, rare = rare, overlap = overlap, exact_test = unname(exact), bayes = bayes
)
target <- commandArgs(trailingOnly = TRUE)
if (length(target) == 0) target <- file.path(dirname(here), "further.json")
write_json(further, target, auto_unbox = TRUE, digits = NA, na = "null")
cat(length(datasets), "data sets,", length(pooled), "pooled,", length(few), "few,", length(subgroup), "subgroups,", length(overlap), "overlapping,", length(bayes), "Bayesian cases\n")
