// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandtree.h"
#include "core/clock.h"
#include "filteroptions.h"
#include "rowsjson.h"
#include "times.h"

#include <numeric>

namespace ctl {

namespace {

using pipeline::Workspace;
using Action = db::CauseRule::Action;

constexpr qsizetype kWeek = 7;

struct CauseArguments
{
    FilterOptions filter;
    std::string fingerprint;
    std::string reason;
    std::string until;
};

core::Error usage(const QString &message)
{
    return {core::ErrorCode::Usage, message, {}};
}

QString ruleText(const std::optional<db::CauseRule> &rule)
{
    if (!rule)
        return {};
    if (rule->action == Action::Final)
        return tr("final: %1").arg(rule->reason);
    return rule->until.isValid()
               ? tr("ignored until %1: %2").arg(rule->until.toUTC().toString(Qt::ISODate), rule->reason)
               : tr("ignored: %1").arg(rule->reason);
}

void printCauses(const std::vector<db::CauseRow> &causes)
{
    if (causes.empty()) {
        printLine(tr("Nothing has failed."));
        return;
    }
    QList<QStringList> table;
    for (const db::CauseRow &row : causes) {
        const auto week = qMin<std::ptrdiff_t>(kWeek, std::ssize(row.trend));
        const qint64 last7 = std::accumulate(row.trend.end() - week, row.trend.end(), qint64(0));
        table.append({QString::number(row.count), QString::number(row.trend.empty() ? 0 : row.trend.back()),
                      QString::number(last7), core::causeName(row.cause), row.fingerprint, ruleText(row.rule),
                      row.message});
    }
    printTable({QStringLiteral("COUNT"), QStringLiteral("TODAY"), QStringLiteral("7 DAYS"),
                QStringLiteral("CAUSE"), QStringLiteral("FINGERPRINT"), QStringLiteral("RULE"),
                QStringLiteral("MESSAGE")},
               table);
}

void list(Session &session, const core::Filter &filter)
{
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto rows = session.take(workspace->causes(filter));
    if (!rows)
        return;
    if (session.json) {
        QJsonArray items;
        for (const db::CauseRow &row : *rows)
            items.append(toJson(row));
        printJson({{QStringLiteral("items"), items}});
    } else {
        printCauses(*rows);
    }
    session.finish(Done);
}

void printRuled(Session &session, const QString &fingerprint, const QString &action, int steps)
{
    if (session.json) {
        printJson({{QStringLiteral("fingerprint"), fingerprint},
                   {QStringLiteral("action"), action},
                   {QStringLiteral("steps"), steps}});
    } else {
        printLine(tr("%1 %2: %3 step(s)").arg(action, fingerprint).arg(steps));
    }
    session.finish(Done);
}

//! Rules hold for failures there are: a fingerprint that was mistyped would hold for nothing.
core::Result<core::Cause> causeOf(Workspace *workspace, const QString &fingerprint)
{
    core::Filter filter;
    filter.fingerprint = fingerprint;
    const auto rows = workspace->causes(filter).takeResult();
    if (!rows)
        return rows.error();
    if (rows->empty()) {
        return usage(tr("There is no failure with the fingerprint \"%1\": \"causes\" shows those there are.")
                         .arg(fingerprint));
    }
    return rows->front().cause;
}

void rule(Session &session, const CauseArguments &arguments, Action action)
{
    db::CauseRule rule;
    rule.fingerprint = text(arguments.fingerprint);
    rule.action = action;
    rule.reason = text(arguments.reason);
    if (!arguments.until.empty()) {
        const auto until = toFutureTime(arguments.until);
        if (!until) {
            session.fail(until.error());
            return;
        }
        rule.until = *until;
    }
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto cause = causeOf(workspace, rule.fingerprint);
    if (!cause) {
        session.fail(cause.error());
        return;
    }
    rule.cause = *cause;
    const auto steps = session.take(workspace->ruleCause(rule));
    if (steps)
        printRuled(session, rule.fingerprint,
                   action == Action::Ignore ? QStringLiteral("ignore") : QStringLiteral("final"), *steps);
}

void unrule(Session &session, const QString &fingerprint)
{
    Workspace *workspace = session.open();
    if (!workspace)
        return;
    const auto steps = workspace->unruleCause(fingerprint).takeResult();
    if (steps)
        printRuled(session, fingerprint, QStringLiteral("unrule"), *steps);
    else if (steps.error().code == core::ErrorCode::NotFound)
        session.fail(
            usage(tr("There is no rule for \"%1\": \"causes\" shows those there are.").arg(fingerprint)));
    else
        session.fail(steps.error());
}

} // namespace

void addCauseCommands(CommandTree &tree)
{
    const auto arguments = std::make_shared<CauseArguments>();
    CLI::App *causes = tree.add("causes", "Group the failures by cause: what to fix once for many vehicles.",
                                [&tree, arguments]() -> std::optional<int> {
                                    const auto filter = toFilter(arguments->filter);
                                    if (!filter) {
                                        printError(filter.error());
                                        return WrongUsage;
                                    }
                                    list(tree.session(), *filter);
                                    return std::nullopt;
                                });
    addStepFilter(*causes, arguments->filter);
    addFilterOptions(*causes, arguments->filter);

    const auto add = [&](const char *name, const char *help, auto run) {
        CLI::App *command =
            tree.add(*causes, name, help,
                     CommandTree::started([&tree, arguments, run] { run(tree.session(), *arguments); }));
        command->add_option("FINGERPRINT", arguments->fingerprint, "Fingerprint as \"causes\" shows it")
            ->required()
            ->type_name("");
        return command;
    };
    const auto addReason = [&](CLI::App *command) {
        command->add_option("--reason", arguments->reason, "Why; kept with the rule and in the audit")
            ->required()
            ->type_name("R");
        return command;
    };
    addReason(
        add("ignore", "Do not try failures of this fingerprint again, for a while or until \"unrule\".",
            [](Session &session, const CauseArguments &given) { rule(session, given, Action::Ignore); }))
        ->add_option("--until", arguments->until, "Until then: 2026-01-31, a time, or +7d")
        ->type_name("T");
    addReason(
        add("final", "Give failures of this fingerprint up, those to come included.",
            [](Session &session, const CauseArguments &given) { rule(session, given, Action::Final); }));
    add("unrule", "Take the rule for this fingerprint back.",
        [](Session &session, const CauseArguments &given) { unrule(session, text(given.fingerprint)); });
}

} // namespace ctl
