# Writes reference.json: what metafor says about metadat's data sets. See README.md.
#
#   Rscript validation/metafor/make_reference.R [output]

here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
source(file.path(dirname(here), "models.R"))

d.bcg <- within(dat.bcg, { ai <- tpos; n1i <- tpos + tneg; ci <- cpos; n2i <- cpos + cneg })
d.sen <- dat.landenberger2005
d.pri <- dat.pritz1997
d.gib <- dat.gibson2002[complete.cases(dat.gibson2002[, c("m1i", "sd1i", "m2i", "sd2i")]), ]

# The book's own resection series: survival as printed, turned into the nearest number of patients.
book <- function(file) read.csv(file.path(dirname(here), "..", "..", "data", file))
series <- merge(subset(book("outcomes.csv"), outcome == "overall survival" & statistic == "survival" & !is.na(value) & source_id == "review"), subset(book("arms.csv"), role == "series" & treatment == "resection" & !is.na(n)), by = "arm_id")
own <- function(months, scale) with(series[series$time_months == months, ], proportions(scale, arm_id, round(value / 100 * n), n))

datasets <- list(
  book_12_logit = own(12, "logit"),
  book_36_logit = own(36, "logit"),
  book_36_arcsine = own(36, "double arcsine"),
  book_60_logit = own(60, "logit"),
  book_60_arcsine = own(60, "double arcsine"),
  bcg_rr = with(d.bcg, counts("RR", paste(author, year), ai, n1i, ci, n2i)),
  bcg_or = with(d.bcg, counts("OR", paste(author, year), ai, n1i, ci, n2i)),
  collins1985a_or = with(dat.collins1985a, counts("OR", trial, d.xti, nti, d.xci, nci)),
  collins1985b_or = with(dat.collins1985b, counts("OR", author, pre.xti, pre.nti, pre.xci, pre.nci)),
  damico2009_or = with(dat.damico2009, counts("OR", study, xt, nt, xc, nc)),
  dorn2007_rr = with(dat.dorn2007, counts("RR", study, x.a, n.a, x.p, n.p)),
  egger2001_or = with(dat.egger2001, counts("OR", study, ai, n1i, ci, n2i)),
  graves2010_rr = with(dat.graves2010, counts("RR", study, ai, n1i, ci, n2i)),
  hahn2001_rr = with(dat.hahn2001, counts("RR", study, ai, n1i, ci, n2i)),
  hine1989_or = with(dat.hine1989, counts("OR", source, ai, n1i, ci, n2i)),
  laopaiboon2015_rr = with(dat.laopaiboon2015, counts("RR", author, ai, n1i, ci, n2i)),
  lau1992_or = with(dat.lau1992, counts("OR", trial, ai, n1i, ci, n2i)),
  lee2004_or = with(dat.lee2004, counts("OR", study, ai, n1i, ci, n2i)),
  li2007_or = with(dat.li2007, counts("OR", study, ai, n1i, ci, n2i)),
  linde2005_rr = with(dat.linde2005, counts("RR", study, ai, n1i, ci, n2i)),
  nielweise2007_or = with(dat.nielweise2007, counts("OR", paste(author, year), ai, n1i, ci, n2i)),
  yusuf1985_or = with(dat.yusuf1985[dat.yusuf1985$table == "6", ], counts("OR", trial, ai, n1i, ci, n2i)),
  pignon2000_hr = with(dat.pignon2000, general(trial, OmE / V, 1 / V)),
  hackshaw1998 = with(dat.hackshaw1998, general(author, yi, vi)),
  raudenbush1985 = with(dat.raudenbush1985, general(author, yi, vi)),
  bangertdrowns2004 = with(dat.bangertdrowns2004, general(author, yi, vi)),
  baskerville2012 = with(dat.baskerville2012, general(author, smd, se^2)),
  berkey1998_al = with(dat.berkey1998[dat.berkey1998$outcome == "AL", ], general(author, yi, vi)),
  begg1989 = with(dat.begg1989, general(study, yi, vi)),
  knapp2017 = with(dat.knapp2017, general(study, yi, vi)),
  konstantopoulos2011 = with(dat.konstantopoulos2011, general(study, yi, vi)),
  michael2013 = with(dat.michael2013, general(Study, yi, vi)),
  riley2003 = with(dat.riley2003[dat.riley2003$outcome == "OS", ], general(study, yi, vi)),
  cohen1981 = of(escalc(measure = "ZCOR", ri = ri, ni = ni, data = dat.cohen1981), dat.cohen1981$study),
  mcdaniel1994 = of(escalc(measure = "ZCOR", ri = ri, ni = ni, data = dat.mcdaniel1994), dat.mcdaniel1994$study),
  molloy2014 = of(escalc(measure = "ZCOR", ri = ri, ni = ni, data = dat.molloy2014), dat.molloy2014$authors),
  nakagawa2007 = of(escalc(measure = "ZCOR", ri = Correlation, ni = SampleSize, data = dat.nakagawa2007), dat.nakagawa2007$StudyID),
  normand1999 = of(escalc(measure = "MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999), dat.normand1999$source),
  normand1999_smd = of(escalc(measure = "SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999), dat.normand1999$source),
  gibson2002 = of(escalc(measure = "SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = d.gib), d.gib$author),
  curtis1998 = of(escalc(measure = "ROM", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.curtis1998), dat.curtis1998$paper),
  pritz1997_logit = with(d.pri, proportions("logit", authors, xi, ni)),
  pritz1997_arcsine = with(d.pri, proportions("double arcsine", authors, xi, ni)),
  debruin2009_logit = with(dat.debruin2009, proportions("logit", author, xi, ni)),
  debruin2009_arcsine = with(dat.debruin2009, proportions("double arcsine", author, xi, ni)),
  hannum2020_logit = with(dat.hannum2020, proportions("logit", authorName, xi, ni)),
  hannum2020_arcsine = with(dat.hannum2020, proportions("double arcsine", authorName, xi, ni)),
  bcg_control_logit = with(d.bcg, proportions("logit", author, ci, n2i)),
  bcg_control_arcsine = with(d.bcg, proportions("double arcsine", author, ci, n2i)),
  hine_control_logit = with(dat.hine1989, proportions("logit", source, ci, n2i)),
  nielweise_treated_logit = with(dat.nielweise2007, proportions("logit", paste(author, year), ai, n1i)),
  nielweise_treated_arcsine = with(dat.nielweise2007, proportions("double arcsine", paste(author, year), ai, n1i)),
  hahn_treated_logit = with(dat.hahn2001, proportions("logit", study, ai, n1i)),
  dorn_placebo_logit = with(dat.dorn2007, proportions("logit", study, x.p, n.p)),
  lee_treated_logit = with(dat.lee2004, proportions("logit", study, ai, n1i)),
  li_treated_logit = with(dat.li2007, proportions("logit", study, ai, n1i))
)
# A reference is worth nothing if it hides a set that came out empty.
stopifnot(all(sapply(datasets, function(d) nrow(d$rows) >= 3)))

pooled <- list()
for (name in names(datasets)) for (method in names(names.of)) for (test in names(tests.of)) {
  level <- if (length(pooled) %% 3 == 0) 90 else 95
  pooled[[length(pooled) + 1]] <- pooled.case(datasets[[name]], name, method, test, level)
}

exact <- list()
for (name in grep("logit$", names(datasets), value = TRUE)) for (test in c("z", "t")) {
  d <- datasets[[name]]$rows
  m <- rma.glmm(measure = "PLO", xi = k, ni = n, data = d, test = test, nAGQ = 50,
                control = list(glmerCtrl = list(optimizer = "bobyqa", tolPwrss = 1e-11, optCtrl = list(rhobeg = 1e-2, rhoend = 1e-10, maxfun = 1e5))))
  p <- predict(m)
  exact[[length(exact) + 1]] <- list(
    dataset = name, interval = c(z = "wald", t = "t")[[test]], k = m$k, mu = plain(m$beta), se = m$se,
    mu_low = m$ci.lb, mu_high = m$ci.ub, tau2 = m$tau2, i2 = m$I2, h2 = m$H2, q = m$QE.LRT, q_p = m$QEp.LRT,
    prediction_low = p$pi.lb, prediction_high = p$pi.ub
  )
}

some <- c("bcg_rr", "hine1989_or", "lee2004_or", "raudenbush1985", "normand1999", "pritz1997_logit", "nakagawa2007", "berkey1998_al")
deletion <- list()
for (name in some) for (method in c("common", "DL", "REML")) for (test in names(tests.of)) {
  m <- model(datasets[[name]], names.of[[method]], tests.of[[test]])
  one <- quiet(leave1out(m))
  inf <- quiet(influence(m))
  b <- baujat(m)
  deletion[[length(deletion) + 1]] <- list(
    dataset = name, method = method, interval = test,
    leave_one_out = list(mu = one$estimate, se = one$se, mu_low = one$ci.lb, mu_high = one$ci.ub, p = one$pval, q = one$Q, tau2 = plain(one$tau2), i2 = plain(one$I2), h2 = plain(one$H2)),
    influence = list(rstudent = inf$inf$rstudent, dffits = inf$inf$dffits, cooks_distance = inf$inf$cook.d, covariance_ratio = inf$inf$cov.r, tau2_without = inf$inf$tau2.del, q_without = inf$inf$QE.del, hat = inf$inf$hat, weight = inf$inf$weight, dfbetas = inf$dfbs$intrcpt, influential = inf$is.infl),
    baujat = list(heterogeneity = b$x, influence = b$y)
  )
}

cumulative <- list()
for (name in c("bcg_rr", "raudenbush1985", "nakagawa2007")) {
  m <- model(datasets[[name]], "REML", "knha")
  order <- rev(seq_len(m$k))
  cm <- cumul(m, order = order)
  cumulative[[length(cumulative) + 1]] <- list(dataset = name, order = order, mu = cm$estimate, se = cm$se, mu_low = cm$ci.lb, mu_high = cm$ci.ub, tau2 = cm$tau2, i2 = cm$I2)
}

asymmetry <- list()
for (name in c(some, "hackshaw1998", "nielweise2007_or", "egger2001_or")) {
  m <- model(datasets[[name]], "REML", "z")
  lm <- regtest(m, model = "lm")
  re <- regtest(m)
  asymmetry[[length(asymmetry) + 1]] <- list(
    dataset = name,
    classical = list(statistic = lm$zval, p = lm$pval, df = lm$dfs, limit = plain(lm$est), limit_low = plain(lm$ci.lb), limit_high = plain(lm$ci.ub)),
    mixed = list(statistic = re$zval, p = re$pval, limit = plain(re$est), limit_low = plain(re$ci.lb), limit_high = plain(re$ci.ub))
  )
}

moderators <- list(
  bcg_rr = data.frame(ablat = dat.bcg$ablat, year = dat.bcg$year, alloc = dat.bcg$alloc),
  raudenbush1985 = data.frame(weeks = dat.raudenbush1985$weeks, setting = dat.raudenbush1985$setting),
  bangertdrowns2004 = data.frame(year = dat.bangertdrowns2004$year, grade = as.character(dat.bangertdrowns2004$grade)),
  hackshaw1998 = data.frame(year = dat.hackshaw1998$year, design = dat.hackshaw1998$design)
)
formulas <- list(
  list("bcg_rr", "ablat"), list("bcg_rr", c("ablat", "year")), list("bcg_rr", "alloc"), list("bcg_rr", c("ablat", "alloc")),
  list("raudenbush1985", "weeks"), list("raudenbush1985", "setting"),
  list("bangertdrowns2004", "year"), list("bangertdrowns2004", "grade"),
  list("hackshaw1998", "year"), list("hackshaw1998", "design")
)
regression <- list()
for (f in formulas) for (method in names(names.of)) for (test in names(tests.of)) {
  rows <- cbind(datasets[[f[[1]]]]$rows, moderators[[f[[1]]]])
  m <- quiet(rma(yi, vi, mods = reformulate(f[[2]]), data = rows, method = names.of[[method]], test = tests.of[[test]], control = tight(names.of[[method]], rows$vi)))
  q <- if (method == "common") NULL else confint(m, control = profile)$random
  regression[[length(regression) + 1]] <- list(
    dataset = f[[1]], moderators = I(f[[2]]), method = method, interval = test, terms = I(rownames(m$beta)),
    coefficient = plain(m$beta), se = m$se, low = m$ci.lb, high = m$ci.ub, p = m$pval, tau2 = m$tau2,
    tau2_low = plain(q["tau^2", "ci.lb"]), tau2_high = plain(q["tau^2", "ci.ub"]),
    i2 = m$I2, h2 = m$H2, r2 = plain(m$R2), qm = m$QM, qm_p = m$QMp, qe = m$QE, qe_p = m$QEp
  )
}

subgroup <- list()
for (f in list(list("bcg_rr", "alloc"), list("raudenbush1985", "setting"), list("hackshaw1998", "design"))) for (method in c("common", "REML")) for (test in names(tests.of)) {
  rows <- cbind(datasets[[f[[1]]]]$rows, moderators[[f[[1]]]])
  groups <- sort(unique(rows[[f[[2]]]]))
  fits <- lapply(groups, function(g) model(list(rows = rows[rows[[f[[2]]]] == g, ]), names.of[[method]], tests.of[[test]]))
  mu <- sapply(fits, function(m) plain(m$beta))
  se <- sapply(fits, function(m) m$se)
  m <- rma(mu, sei = se, mods = ~ factor(groups), method = "FE")
  subgroup[[length(subgroup) + 1]] <- list(dataset = f[[1]], by = f[[2]], method = method, interval = test, groups = I(groups), mu = mu, se = se, tau2 = sapply(fits, function(m) m$tau2), q_between = m$QM, df = m$m, p = m$QMp)
}

subsets <- list()
for (name in c("bcg_rr", "hine1989_or", "normand1999")) {
  d <- datasets[[name]]
  d$rows <- d$rows[seq_len(min(6, nrow(d$rows))), ]
  m <- model(d, "REML", "knha")
  g <- gosh(m, progbar = FALSE)
  keep <- g$res$k >= 2
  subsets[[length(subsets) + 1]] <- list(
    dataset = name, studies = m$k, subset = plain(as.matrix(g$incl[keep, ]) %*% 2^(seq_len(m$k) - 1)), k = g$res$k[keep],
    mu = g$res$estimate[keep], tau2 = g$res$tau2[keep], i2 = g$res$I2[keep], h2 = g$res$H2[keep], q = g$res$QE[keep]
  )
}

labbe.of <- list()
for (name in c("bcg_rr", "hine1989_or", "nielweise2007_or")) {
  d <- datasets[[name]]
  m <- rma(measure = d$measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d$rows, method = "REML")
  l <- labbe(m, transf = if (d$measure == "RR") exp else transf.ilogit)
  labbe.of[[length(labbe.of) + 1]] <- list(dataset = name, x = l$x, y = l$y)
}

escalc.of <- list()
for (name in c("bcg_rr", "nielweise2007_or", "hine1989_or", "dorn2007_rr")) for (measure in c("RR", "OR", "RD")) {
  e <- escalc(measure = measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = datasets[[name]]$rows)
  escalc.of[[length(escalc.of) + 1]] <- list(dataset = name, measure = measure, yi = plain(e$yi), vi = plain(e$vi))
}

printed <- with(dat.hackshaw1998, list(study = make.unique(author), estimate = or, low = or.lb, high = or.ub, yi = yi, vi = vi))

reference <- list(
  versions = list(R = as.character(getRversion()), metafor = as.character(packageVersion("metafor")), metadat = as.character(packageVersion("metadat")), lme4 = as.character(packageVersion("lme4"))),
  datasets = lapply(datasets, function(d) c(d[c("kind", "measure")], list(rows = as.list(d$rows)))),
  moderators = lapply(moderators, as.list),
  printed = list(hackshaw1998 = printed),
  pooled = pooled, exact = exact, deletion = deletion, cumulative = cumulative, asymmetry = asymmetry,
  regression = regression, subgroup = subgroup, subsets = subsets, labbe = labbe.of, escalc = escalc.of
)
target <- commandArgs(trailingOnly = TRUE)
if (length(target) == 0) target <- file.path(dirname(here), "reference.json")
write_json(reference, target, auto_unbox = TRUE, digits = NA, na = "null")
cat(length(pooled), "pooled,", length(exact), "exact,", length(deletion), "deletion,", length(regression), "regression cases\n")
