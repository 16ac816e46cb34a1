// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/failurequery.h"

#include "db/attachment.h"

#include "db/causestore.h"
#include "db/filtersql.h"
#include "db/sqltext.h"
#include "db/values.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace db {

namespace {

constexpr int kSortColumn = 17;

//! The name of the file under sorts/; cursors carry it too.
QString sortName(FailureSort sort)
{
    switch (sort) {
    case FailureSort::CreatedAt:
        return QStringLiteral("created_at");
    case FailureSort::Vehicle:
        return QStringLiteral("vehicle");
    case FailureSort::Missing:
        return QStringLiteral("missing");
    case FailureSort::Images:
        return QStringLiteral("images");
    case FailureSort::LastCause:
        return QStringLiteral("last_cause");
    case FailureSort::Attempts:
        return QStringLiteral("attempts");
    case FailureSort::NextRetry:
        return QStringLiteral("next_retry");
    }
    Q_UNREACHABLE();
}

bool sortsByNumber(FailureSort sort)
{
    return sort == FailureSort::Missing || sort == FailureSort::Images || sort == FailureSort::Attempts;
}

FailureRow toFailure(const Statement &row)
{
    FailureRow failure;
    failure.vehicleId = row.text(0);
    failure.year = row.optionalInteger(1);
    failure.make = row.text(2);
    failure.model = row.text(3);
    failure.vin = row.text(4);
    failure.discoveryUrl = row.text(5);
    failure.failureTypes = core::FailureTypes::fromInt(row.integer(6));
    failure.expectedCount = row.integer(7);
    failure.storedCount = row.integer(8);
    failure.missingCount = row.integer(9);
    failure.lastCause = core::causeFromName(row.text(10));
    failure.lastStep = core::stepFromName(row.text(11));
    failure.attempts = row.integer(12);
    failure.nextRetryAt = row.time(13);
    failure.running = row.flag(14);
    failure.heldReason = row.text(15);
    failure.createdAt = row.time(16);
    return failure;
}

//! Where a page ends: sort value and id of its last row.
struct Cursor
{
    QVariant value;
    QString id;
};

//! The sort's name, the value and the id, as a small JSON array in base64.
QString cursorOf(const Statement &row, FailureSort sort)
{
    const QJsonValue value =
        sortsByNumber(sort) ? QJsonValue(row.number(kSortColumn)) : QJsonValue(row.text(kSortColumn));
    const QJsonArray parts{sortName(sort), value, row.text(0)};
    return QString::fromLatin1(QJsonDocument(parts)
                                   .toJson(QJsonDocument::Compact)
                                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

std::optional<Cursor> readCursor(const QString &text, FailureSort sort)
{
    const auto bytes = QByteArray::fromBase64Encoding(
        text.toUtf8(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes)
        return std::nullopt;
    const QJsonArray parts = QJsonDocument::fromJson(*bytes).array();
    const QJsonValue value = parts.at(1);
    const bool fits = sortsByNumber(sort) ? value.isDouble() : value.isString();
    if (parts.size() != 3 || parts.at(0) != sortName(sort) || !fits || !parts.at(2).isString())
        return std::nullopt;
    return Cursor{sortsByNumber(sort) ? QVariant(value.toInteger()) : QVariant(value.toString()),
                  parts.at(2).toString()};
}

CauseRow toCause(const Statement &row)
{
    CauseRow cause;
    cause.cause = core::causeFromName(row.text(0)).value_or(core::Cause::Connection);
    cause.fingerprint = row.text(1);
    cause.count = row.number(2);
    cause.firstSeen = row.time(3);
    cause.lastSeen = row.time(4);
    cause.sampleVehicleId = row.text(5);
    cause.message = row.text(6);
    return cause;
}

PlanCandidate toCandidate(const Statement &row)
{
    PlanCandidate candidate;
    candidate.vehicleId = row.text(0);
    candidate.name = row.text(1);
    candidate.failing = core::FailureTypes::fromInt(row.integer(2));
    candidate.host = row.text(3);
    candidate.missingImages = row.integer(4);
    candidate.hidden = row.flag(5);
    candidate.hasPage = row.flag(6);
    candidate.hasUrl = row.flag(7);
    candidate.finalImages = row.integer(8);
    candidate.wantedImages = row.integer(9);
    candidate.firstImageUrl = row.text(10);
    candidate.step = core::stepFromName(row.text(11)).value_or(core::Step::FetchListing);
    candidate.lastStatus = core::stepStatusFromName(row.text(12));
    candidate.lastCause = core::causeFromName(row.text(13));
    candidate.lastWasFinal = row.flag(14);
    candidate.extractorVersion = row.integer(15);
    candidate.running = row.text(16) == QLatin1String("running");
    candidate.queuedElsewhere = row.text(16) == QLatin1String("untried");
    candidate.valueKnown = row.flag(17);
    candidate.galleryAbsent = row.flag(18);
    candidate.isIgnored = row.text(19) == QLatin1String("ignore");
    candidate.isRuledFinal = row.text(19) == QLatin1String("final");
    return candidate;
}

} // namespace

core::Result<FailurePage> FailureQuery::page(const FailurePageRequest &request)
{
    const QString key = sqlFile(m_connection.dialect(), QStringLiteral("sorts/") + sortName(request.sort));
    const int limit = qMax(1, request.limit);
    const bool ascending = request.order == Qt::AscendingOrder;
    QString conditions = filterSql(m_connection.dialect(), request.filter);
    std::optional<Cursor> cursor;
    if (!request.after.isEmpty()) {
        cursor = readCursor(request.after, request.sort);
        if (!cursor) {
            return core::Error{
                core::ErrorCode::Usage,
                QCoreApplication::translate("db::FailureQuery", "The cursor is none of ours: leave it out."),
                request.after};
        }
        const char *after = ascending ? "filters/after_ascending" : "filters/after_descending";
        conditions += u' ' + sqlFile(m_connection.dialect(), QLatin1String(after)).arg(key);
    }
    const QString order = ascending ? QStringLiteral("ASC") : QStringLiteral("DESC");
    auto statement =
        m_connection.prepare(sqlFile(m_connection.dialect(), QStringLiteral("templates/list_failures"))
                                 .arg(key, conditions, order));
    if (!statement)
        return statement.error();
    bindFilter(*statement, request.filter);
    if (cursor)
        statement->bind(":after_value", cursor->value).bind(":after_id", cursor->id);
    statement->bind(":limit", qint64(limit) + 1); // one more tells whether there is a next page
    if (auto done = statement->exec(); !done)
        return done.error();
    FailurePage page;
    QString last;
    while (statement->next()) {
        if (static_cast<int>(page.rows.size()) == limit) {
            page.next = last;
            break;
        }
        page.rows.push_back(toFailure(*statement));
        last = cursorOf(*statement, request.sort);
    }
    if (auto done = statement->finished(); !done)
        return done.error();
    if (auto known = addWaits(page.rows); !known)
        return known.error();
    return page;
}

core::Result<std::vector<FailureRow>> FailureQuery::byIds(const QStringList &vehicleIds)
{
    auto statement = m_connection.statement("list_failures_by_id");
    if (!statement)
        return statement.error();
    auto rows = statement->bind(":ids", jsonText(vehicleIds)).list(toFailure);
    if (!rows)
        return rows;
    if (auto known = addWaits(*rows); !known)
        return known.error();
    return rows;
}

//! What waits at an open breaker or for somebody is not in the state table: one breaker may hold a million
//! rows.
core::Result<void> FailureQuery::addWaits(std::vector<FailureRow> &rows)
{
    QStringList queued;
    QHash<QString, FailureRow *> byId;
    for (FailureRow &row : rows) {
        byId.insert(row.vehicleId, &row);
        queued.append(row.vehicleId);
    }
    auto statement = m_connection.statement("list_waits_by_vehicle");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":ids", jsonText(queued)).exec(); !done)
        return done;
    return statement->forEach([&byId](const Statement &wait) {
        FailureRow &row = *byId.value(wait.text(0));
        row.heldReason = wait.text(2);
        row.nextRetryAt = wait.time(1);
    });
}

core::Result<std::vector<std::pair<int, qint64>>> FailureQuery::countByBits(const core::Filter &filter)
{
    auto statement = filter.isEmpty()
                         ? m_connection.statement("list_failure_counters")
                         : m_connection.prepare(sqlFile(m_connection.dialect(),
                                                        QStringLiteral("templates/count_failures_by_bits"))
                                                    .arg(filterSql(m_connection.dialect(), filter)));
    if (!statement)
        return statement.error();
    bindFilter(*statement, filter);
    return statement->list([](const Statement &row) { return std::pair(row.integer(0), row.number(1)); });
}

core::Result<FailureCounts> FailureQuery::counts(const core::Filter &filter)
{
    FailureCounts counts;
    auto fill = fillProgress(m_connection);
    if (!fill)
        return fill.error();
    counts.fill = *fill;
    const auto everything = countByBits({});
    if (!everything)
        return everything.error();
    for (const auto &[bits, vehicles] : *everything)
        counts.vehicles += vehicles;

    core::Filter anyType = filter;
    anyType.type.reset();
    const auto byBits = countByBits(anyType);
    if (!byBits)
        return byBits.error();
    for (const core::FailureType type : core::kAllFailureTypes) {
        qint64 count = 0;
        for (const auto &[bits, vehicles] : *byBits)
            count += (bits & static_cast<int>(type)) ? vehicles : 0;
        counts.byType.emplace_back(type, count);
    }
    for (const auto &[bits, vehicles] : *byBits) {
        const bool matches = filter.type ? (bits & static_cast<int>(*filter.type)) != 0 : bits != 0;
        counts.total += matches ? vehicles : 0;
    }

    core::Filter anyCause = filter;
    anyCause.cause.reset();
    auto statement = m_connection.prepare(
        sqlFile(m_connection.dialect(), QStringLiteral("templates/count_failures_by_cause"))
            .arg(filterSql(m_connection.dialect(), anyCause)));
    if (!statement)
        return statement.error();
    bindFilter(*statement, anyCause);
    if (auto done = statement->exec(); !done)
        return done.error();
    auto read = statement->forEach([&counts](const Statement &row) {
        if (const auto cause = core::causeFromName(row.text(0)))
            counts.byCause.emplace_back(*cause, row.number(1));
    });
    return read ? core::Result<FailureCounts>(std::move(counts)) : read.error();
}

core::Result<std::vector<CauseRow>> FailureQuery::causes(const core::Filter &filter, const QDateTime &now)
{
    auto statement =
        m_connection.prepare(sqlFile(m_connection.dialect(), QStringLiteral("templates/list_causes"))
                                 .arg(filterSql(m_connection.dialect(), filter)));
    if (!statement)
        return statement.error();
    bindFilter(*statement, filter);
    auto causes = statement->list(toCause);
    const auto rules = CauseStore(m_connection).rules();
    if (!causes || !rules)
        return causes ? rules.error() : causes;
    for (CauseRow &cause : *causes) {
        const auto rule = std::find_if(rules->begin(), rules->end(), [&](const CauseRule &known) {
            return known.fingerprint == cause.fingerprint && !(known.until.isValid() && known.until <= now);
        });
        if (rule != rules->end())
            cause.rule = *rule;
        auto days = trend(cause, now.toUTC().date());
        if (!days)
            return days.error();
        cause.trend = std::move(days).value();
    }
    return causes;
}

core::Result<std::vector<qint64>> FailureQuery::trend(const CauseRow &cause, const QDate &last)
{
    const QDate first = last.addDays(1 - kTrendDays);
    auto statement = m_connection.statement("list_cause_days");
    if (!statement)
        return statement.error();
    statement->bind(":cause", QString(core::causeName(cause.cause)))
        .bind(":fingerprint", textOrEmpty(cause.fingerprint))
        .bind(":since", first.toString(Qt::ISODate));
    if (auto done = statement->exec(); !done)
        return done.error();
    std::vector<qint64> days(kTrendDays, 0);
    auto read = statement->forEach([&](const Statement &row) {
        const qint64 day = first.daysTo(QDate::fromString(row.text(2), Qt::ISODate));
        if (day >= 0 && day < kTrendDays) // a clock that was wrong may have written other days
            days[static_cast<std::size_t>(day)] += row.number(3);
    });
    return read ? core::Result<std::vector<qint64>>(std::move(days)) : read.error();
}

core::Result<std::vector<PlanCandidate>>
FailureQuery::candidates(const QStringList &vehicleIds, const core::Filter &filter, const QDateTime &now)
{
    const bool byId = !vehicleIds.isEmpty();
    QString conditions = sqlFile(m_connection.dialect(), byId ? QStringLiteral("filters/plan_any")
                                                              : QStringLiteral("filters/plan_failing"));
    if (byId)
        conditions += u' ' + sqlFile(m_connection.dialect(), QStringLiteral("filters/ids"));
    else
        conditions += filterSql(m_connection.dialect(), filter);
    auto statement = m_connection.prepare(
        sqlFile(m_connection.dialect(), QStringLiteral("templates/list_plan_candidates")).arg(conditions));
    if (!statement)
        return statement.error();
    if (byId)
        statement->bind(":ids", jsonText(vehicleIds));
    else
        bindFilter(*statement, filter);
    return statement->bind(":now", now).list(toCandidate);
}

} // namespace db
