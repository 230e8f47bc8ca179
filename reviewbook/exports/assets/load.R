# Read every table of this folder with its types: Rscript load.R
types <- c(number = "numeric", integer = "integer", year = "integer")

package <- jsonlite::read_json("datapackage.json")
tables <- lapply(package$resources, function(resource) {
  stated <- vapply(resource$schema$fields, function(field) field$type, "")
  classes <- ifelse(stated %in% names(types), types[stated], "character")
  read.csv(resource$path, colClasses = unname(classes), na.strings = "", encoding = "UTF-8")
})
names(tables) <- vapply(package$resources, function(resource) resource$name, "")

for (name in names(tables)) {
  cat(name, ": ", nrow(tables[[name]]), " rows, ", ncol(tables[[name]]), " columns\n", sep = "")
}
