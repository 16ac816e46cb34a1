// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "filteroptions.h"

#include "times.h"

#include <QCoreApplication>

#include <CLI/CLI.hpp>

namespace ctl {

namespace {

core::Error unknown(const QString &what, const std::string &given, const QStringList &known)
{
    return {core::ErrorCode::Usage,
            QCoreApplication::translate("ctl", "There is no %1 \"%2\"; there are: %3.")
                .arg(what, QString::fromStdString(given), known.join(QLatin1String(", "))),
            {}};
}

} // namespace

void addFilterOptions(CLI::App &command, FilterOptions &options)
{
    const auto add = [&command](const char *name, auto &value, const char *help, const char *type) {
        return command.add_option(name, value, help)->type_name(type)->group("Filter");
    };
    add("--type", options.type, "What is missing: missing_vin, missing_price, …", "FAILURE_TYPE");
    add("--cause", options.cause, "Cause of the last failure: timeout, not_found, …", "CAUSE");
    add("--fingerprint", options.fingerprint, "Fingerprint as \"causes\" shows it", "F");
    add("--host", options.host, "Host of the listing or of the last failure", "HOST");
    add("--text", options.text, "Words in year, make, model, VIN or URL", "WORDS");
    add("--source", options.source, "Source, for example bringatrailer.com", "SOURCE");
    add("--since", options.since, "Imported since: 2026-01-31, a time, or an age such as 7d", "T");
    add("--until", options.until, "Imported before", "T");
    const auto atLeast = [] { return CLI::Range(0, 1'000'000'000, "number"); };
    add("--attempts-min", options.attemptsMin, "At least so many failed attempts", "N")->check(atLeast());
    add("--missing-min", options.missingMin, "At least so many missing images", "N")->check(atLeast());
}

void addStepFilter(CLI::App &command, FilterOptions &options)
{
    command.add_option("--step", options.step, "Step that is missing: backfill_images, extract_vin, …")
        ->type_name("STEP")
        ->group("Filter");
}

core::Result<core::Step> toStep(const std::string &name)
{
    if (const auto step = core::stepFromName(QString::fromStdString(name)))
        return *step;
    QStringList known;
    for (const core::Step step : core::kAllSteps)
        known.append(core::stepName(step));
    return unknown(QCoreApplication::translate("ctl", "step"), name, known);
}

core::Result<core::Filter> toFilter(const FilterOptions &options)
{
    core::Filter filter;
    if (!options.step.empty()) {
        const auto step = toStep(options.step);
        if (!step)
            return step.error();
        filter.step = *step;
    }
    if (!options.type.empty()) {
        filter.type = core::failureTypeFromName(QString::fromStdString(options.type));
        if (!filter.type) {
            QStringList known;
            for (const auto type : core::kAllFailureTypes)
                known.append(core::failureTypeName(type));
            return unknown(QCoreApplication::translate("ctl", "failure type"), options.type, known);
        }
    }
    if (!options.cause.empty()) {
        filter.cause = core::causeFromName(QString::fromStdString(options.cause));
        if (!filter.cause) {
            QStringList known;
            for (int i = 0; i < static_cast<int>(core::Cause::Count); ++i)
                known.append(core::causeName(static_cast<core::Cause>(i)));
            return unknown(QCoreApplication::translate("ctl", "cause"), options.cause, known);
        }
    }
    for (const auto &[text, time] :
         {std::pair(&options.since, &filter.since), std::pair(&options.until, &filter.until)}) {
        if (text->empty())
            continue;
        const auto parsed = toPastTime(*text);
        if (!parsed)
            return parsed.error();
        *time = *parsed;
    }
    filter.fingerprint = QString::fromStdString(options.fingerprint);
    filter.host = QString::fromStdString(options.host);
    filter.text = QString::fromStdString(options.text);
    filter.source = QString::fromStdString(options.source);
    filter.attemptsMin = options.attemptsMin;
    filter.missingMin = options.missingMin;
    return filter;
}

} // namespace ctl
