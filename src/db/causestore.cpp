// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/causestore.h"

#include "db/values.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace db {

namespace {

constexpr auto kIgnore = "ignore";
constexpr auto kFinal = "final";

QString actionName(CauseRule::Action action)
{
    return QLatin1String(action == CauseRule::Action::Ignore ? kIgnore : kFinal);
}

CauseRule::Action actionFromName(const QString &name)
{
    return name == QLatin1String(kFinal) ? CauseRule::Action::Final : CauseRule::Action::Ignore;
}

//! The head, then a line for each cause.
QStringList linesOf(const core::PolicyTable &policies)
{
    return policies.toText().split(u'\n', Qt::SkipEmptyParts);
}

} // namespace

core::Result<int> CauseStore::run(const char *name, const QString &fingerprint)
{
    auto statement = m_connection.statement(name);
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":fingerprint", fingerprint).exec(); !done)
        return done.error();
    return statement->changedRows();
}

core::Result<QStringList> CauseStore::changeRows(const char *name, const QString &fingerprint,
                                                 const QDateTime &now)
{
    auto statement = m_connection.statement(name);
    if (!statement)
        return statement.error();
    statement->bind(":fingerprint", fingerprint);
    if (now.isValid())
        statement->bind(":now", now);
    return textsOf(*statement);
}

core::Result<CauseStore::Ruled> CauseStore::rule(const CauseRule &rule)
{
    if (auto alone = lockRules(m_connection); !alone)
        return alone.error();
    auto upsert = m_connection.statement("upsert_cause_rule");
    if (!upsert)
        return upsert.error();
    auto stored = upsert->bind(":fingerprint", rule.fingerprint)
                      .bind(":cause", QString(core::causeName(rule.cause)))
                      .bind(":action", actionName(rule.action))
                      .bind(":reason", rule.reason)
                      .bind(":until", rule.until)
                      .bind(":actor", textOrEmpty(rule.actor))
                      .bind(":now", rule.createdAt)
                      .exec();
    if (!stored)
        return stored.error();
    const bool ignores = rule.action == CauseRule::Action::Ignore;
    if (auto marked = run(ignores ? "unmark_cause_final" : "mark_cause_final", rule.fingerprint); !marked)
        return marked.error();
    const auto vehicles = ignores ? changeRows("park_cause", rule.fingerprint)
                                  : changeRows("end_cause", rule.fingerprint, rule.createdAt);
    if (!vehicles)
        return vehicles.error();
    auto count = m_connection.statement("count_steps_by_fingerprint");
    if (!count)
        return count.error();
    if (auto done = count->bind(":fingerprint", rule.fingerprint).exec(); !done)
        return done.error();
    return Ruled{count->next() ? count->integer(0) : 0, *vehicles};
}

core::Result<CauseStore::Ruled> CauseStore::unrule(const QString &fingerprint, const QDateTime &expiredAt)
{
    if (auto alone = lockRules(m_connection); !alone)
        return alone.error();
    auto removed = m_connection.statement("delete_cause_rule");
    if (!removed)
        return removed.error();
    removed->bind(":fingerprint", fingerprint).bind(":expired_at", expiredAt);
    const auto actions = textsOf(*removed);
    if (!actions)
        return actions.error();
    if (actions->isEmpty()) {
        return core::Error{
            core::ErrorCode::NotFound,
            QCoreApplication::translate("db::CauseStore", "There is no rule for %1.").arg(fingerprint),
            {}};
    }
    const auto vehicles = changeRows("unpark_cause", fingerprint);
    if (!vehicles)
        return vehicles.error();
    const auto unmarked = run("unmark_cause_final", fingerprint);
    if (!unmarked)
        return unmarked.error();
    return Ruled{qMax(*unmarked, static_cast<int>(vehicles->size())), *vehicles};
}

core::Result<std::vector<CauseRule>> CauseStore::rules()
{
    auto statement = m_connection.statement("list_cause_rules");
    if (!statement)
        return statement.error();
    return statement->list([](const Statement &row) {
        CauseRule rule;
        rule.fingerprint = row.text(0);
        rule.cause = core::causeFromName(row.text(1)).value_or(core::Cause::Connection);
        rule.action = actionFromName(row.text(2));
        rule.reason = row.text(3);
        rule.until = row.time(4);
        rule.actor = row.text(5);
        rule.createdAt = row.time(6);
        return rule;
    });
}

core::Result<std::optional<CauseRule::Action>> CauseStore::ruleFor(const QString &fingerprint,
                                                                   const QDateTime &now)
{
    using Found = std::optional<CauseRule::Action>;
    auto statement = m_connection.statement("select_cause_rule");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":fingerprint", fingerprint).bind(":now", now).exec(); !done)
        return done.error();
    const Found found = statement->next() ? Found(actionFromName(statement->text(0))) : Found();
    auto done = statement->finished();
    return done ? core::Result<Found>(found) : done.error();
}

core::Result<QStringList> CauseStore::expired(const QDateTime &now)
{
    auto statement = m_connection.statement("list_expired_cause_rules");
    if (!statement)
        return statement.error();
    statement->bind(":now", now);
    return textsOf(*statement);
}

core::Result<core::PolicyTable> CauseStore::policies()
{
    auto statement = m_connection.statement("list_policies");
    if (!statement)
        return statement.error();
    if (auto done = statement->exec(); !done)
        return done.error();
    QStringList lines{linesOf(core::PolicyTable()).first()};
    auto read = statement->forEach([&lines](const Statement &row) { lines.append(row.text(1)); });
    return read ? core::PolicyTable::parse(lines.join(u'\n')) : read.error();
}

core::Result<void> CauseStore::setPolicies(const core::PolicyTable &policies)
{
    auto clear = m_connection.statement("delete_policies");
    if (!clear)
        return clear.error();
    if (auto done = clear->exec(); !done)
        return done;
    auto insert = m_connection.statement("insert_policy");
    if (!insert)
        return insert.error();
    const QStringList lines = linesOf(policies);
    for (const core::Cause cause : policies.edited()) {
        const QString name = core::causeName(cause);
        for (const QString &line : lines.filter(QRegularExpression(u'^' + name + u','))) {
            if (auto done = insert->bind(":cause", name).bind(":line", line).exec(); !done)
                return done;
        }
    }
    return {};
}

} // namespace db
