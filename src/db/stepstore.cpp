// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/stepstore.h"

#include "db/dialect.h"
#include "db/manyrows.h"
#include "db/values.h"

namespace db {

using namespace Qt::StringLiterals;

namespace {

//! attempt of PostgreSQL: the attempts with what their steps' rows need besides.
QString recordsText(const Dialect &dialect, const std::vector<StepRecord> &records)
{
    ManyRows rows(dialect);
    for (const StepRecord &record : records) {
        const AttemptRow &attempt = record.attempt;
        const bool isTry = attempt.status == core::StepStatus::Failed && record.usesAttempt;
        rows.next()
            .add("id"_L1, attempt.id)
            .add("vehicle_id"_L1, attempt.vehicleId)
            .add("step_name"_L1, QString(core::stepName(attempt.step)))
            .add("status"_L1, QString(core::stepStatusName(attempt.status)))
            .add("message"_L1, attempt.errorMessage)
            .add("metadata"_L1, attempt.metadata)
            .add("created_at"_L1, attempt.createdAt)
            .add("completed_at"_L1, attempt.completedAt)
            .add("cause"_L1, attempt.cause ? QString(core::causeName(*attempt.cause)) : QString())
            .add("fingerprint"_L1, attempt.fingerprint)
            .add("host"_L1, attempt.host)
            .add("http_status"_L1,
                 attempt.httpStatus != 0 ? std::optional<qint64>(attempt.httpStatus) : std::nullopt)
            .add("bytes"_L1, attempt.bytes)
            .add("elapsed_ms"_L1, attempt.elapsedMs)
            .add("worker"_L1, attempt.worker)
            .add("batch_id"_L1, attempt.batchId)
            .add("attempt_number"_L1, attempt.attemptNumber)
            .addAlways("reason"_L1, attempt.reason)
            .add("is_dead"_L1, attempt.isDead ? 1 : 0)
            .add("tries"_L1, isTry ? 1 : 0)
            .add("is_final"_L1, static_cast<int>(record.finality))
            .add("extractor_version"_L1, record.extractorVersion);
    }
    return rows.finished();
}

AttemptRow toAttempt(const Statement &row, const QString &vehicleId)
{
    AttemptRow attempt;
    attempt.id = row.text(0);
    attempt.vehicleId = vehicleId;
    attempt.step = core::stepFromName(row.text(1)).value_or(core::Step::FetchListing);
    attempt.status = core::stepStatusFromName(row.text(2)).value_or(core::StepStatus::Failed);
    attempt.errorMessage = row.text(3);
    attempt.metadata = jsonObject(row.text(4));
    attempt.createdAt = row.time(5);
    attempt.completedAt = row.time(6);
    attempt.cause = core::causeFromName(row.text(7));
    attempt.fingerprint = row.text(8);
    attempt.host = row.text(9);
    attempt.httpStatus = row.integer(10);
    attempt.bytes = row.number(11);
    attempt.elapsedMs = row.number(12);
    attempt.worker = row.text(13);
    attempt.batchId = row.text(14);
    attempt.attemptNumber = row.integer(15);
    return attempt;
}

} // namespace

core::Result<void> StepStore::record(const std::vector<StepRecord> &records)
{
    if (records.empty())
        return {};
    const QString rows = recordsText(m_connection.dialect(), records);
    for (const char *name : {"insert_attempts", "upsert_vehicle_steps"}) {
        auto statement = m_connection.statement(name);
        if (!statement)
            return statement.error();
        if (auto done = statement->bind(":rows", rows).exec(); !done)
            return done;
    }
    return {};
}

core::Result<std::vector<AttemptRow>> StepStore::states(const QString &vehicleId, const QDateTime &since)
{
    auto statement = m_connection.statement("list_steps_by_vehicle");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":vehicle_id", vehicleId).bind(":since", since).exec(); !done)
        return done.error();
    std::vector<AttemptRow> rows;
    while (statement->next()) {
        AttemptRow row;
        row.vehicleId = vehicleId;
        row.step = core::stepFromName(statement->text(0)).value_or(core::Step::FetchListing);
        row.status = core::stepStatusFromName(statement->text(1)).value_or(core::StepStatus::Failed);
        row.cause = core::causeFromName(statement->text(2));
        row.errorMessage = statement->text(3);
        rows.push_back(row);
    }
    if (auto done = statement->finished(); !done)
        return done.error();
    return rows;
}

core::Result<std::vector<std::pair<QString, core::Step>>> StepStore::unparsed(int extractorVersion,
                                                                              const QDateTime &now)
{
    auto statement = m_connection.statement("list_unparsed_steps");
    if (!statement)
        return statement.error();
    return statement->bind(":version", extractorVersion).bind(":now", now).list([](const Statement &row) {
        return std::pair(row.text(0), core::stepFromName(row.text(1)).value_or(core::Step::ExtractData));
    });
}

core::Result<std::vector<AttemptRow>> StepStore::list(const QString &vehicleId, int limit)
{
    auto statement = m_connection.statement("list_attempts_by_vehicle");
    if (!statement)
        return statement.error();
    return statement->bind(":vehicle_id", vehicleId)
        .bind(":limit", limit)
        .list([&vehicleId](const Statement &row) { return toAttempt(row, vehicleId); });
}

} // namespace db
