// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/stepstore.h"

#include "db/values.h"

namespace db {

namespace {

QVariant causeText(const AttemptRow &attempt)
{
    return attempt.cause ? QVariant(QString(core::causeName(*attempt.cause))) : QVariant();
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

core::Result<void> StepStore::append(const AttemptRow &attempt)
{
    auto statement = m_connection.statement("insert_attempt");
    if (!statement)
        return statement.error();
    return statement->bind(":id", attempt.id)
        .bind(":vehicle_id", textOrNull(attempt.vehicleId))
        .bind(":step_name", QString(core::stepName(attempt.step)))
        .bind(":status", QString(core::stepStatusName(attempt.status)))
        .bind(":error_message", textOrNull(attempt.errorMessage))
        .bind(":metadata", jsonText(attempt.metadata))
        .bind(":created_at", attempt.createdAt)
        .bind(":completed_at", attempt.completedAt)
        .bind(":cause", causeText(attempt))
        .bind(":fingerprint", textOrNull(attempt.fingerprint))
        .bind(":host", textOrNull(attempt.host))
        .bind(":http_status", attempt.httpStatus ? QVariant(attempt.httpStatus) : QVariant())
        .bind(":bytes", attempt.bytes)
        .bind(":elapsed_ms", attempt.elapsedMs)
        .bind(":worker", attempt.worker)
        .bind(":batch_id", textOrNull(attempt.batchId))
        .bind(":attempt_number", attempt.attemptNumber)
        .bind(":reason", attempt.reason)
        .bind(":is_dead", attempt.isDead)
        .exec();
}

core::Result<void> StepStore::record(const AttemptRow &attempt, bool usesAttempt, Finality finality,
                                     int extractorVersion)
{
    if (auto done = append(attempt); !done || attempt.vehicleId.isEmpty())
        return done;
    const bool failed = attempt.status == core::StepStatus::Failed;
    auto statement = m_connection.statement("upsert_vehicle_step");
    if (!statement)
        return statement.error();
    return statement->bind(":vehicle_id", attempt.vehicleId)
        .bind(":step_name", QString(core::stepName(attempt.step)))
        .bind(":status", QString(core::stepStatusName(attempt.status)))
        .bind(":cause", causeText(attempt))
        .bind(":fingerprint", textOrNull(attempt.fingerprint))
        .bind(":message", textOrNull(attempt.errorMessage))
        .bind(":host", textOrNull(attempt.host))
        .bind(":attempts", failed && usesAttempt ? 1 : 0)
        .bind(":is_final", static_cast<int>(finality))
        .bind(":extractor_version", extractorVersion)
        .bind(":now", attempt.completedAt)
        .exec();
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
