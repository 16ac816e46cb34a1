// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/batchstore.h"

#include "core/clock.h"
#include "db/queuestore.h"

#include <QCoreApplication>

namespace db {

core::Result<QString> BatchStore::insert(const NewBatch &batch, const QDateTime &now)
{
    auto statement = m_connection.statement("insert_batch");
    if (!statement)
        return statement.error();
    const QString id = core::newId();
    statement->bind(":id", id)
        .bind(":kind", batch.kind)
        .bind(":filter", batch.filter)
        .bind(":planned", batch.planned)
        .bind(":plan_hash", batch.planHash)
        .bind(":starts_at", batch.startsAt)
        .bind(":now", now);
    if (auto done = statement->exec(); !done)
        return done.error();
    return id;
}

core::Result<BatchRow> BatchStore::byId(const QString &id)
{
    auto statement = m_connection.statement("select_batch_status");
    if (!statement)
        return statement.error();
    if (auto done = statement->bind(":id", id).exec(); !done)
        return done.error();
    if (!statement->next()) {
        return core::Error{core::ErrorCode::NotFound,
                           QCoreApplication::translate("db::BatchStore", "There is no batch %1.").arg(id),
                           {}};
    }
    BatchRow row;
    row.id = id;
    row.isCancelled = statement->flag(0);
    row.startsAt = statement->time(1);
    row.planned = statement->number(2);
    row.members = statement->number(3);
    row.succeeded = statement->number(4);
    row.failed = statement->number(5);
    row.held = statement->number(6);
    row.cancelled = statement->number(7);
    row.active = statement->number(8);
    row.imagesRequested = statement->number(9);
    row.imagesStored = statement->number(10);
    row.imagesSkipped = statement->number(11);
    row.imagesFailed = statement->number(12);
    return row;
}

core::Result<QStringList> BatchStore::cancel(const QString &id)
{
    auto mark = m_connection.statement("cancel_batch");
    if (!mark)
        return mark.error();
    if (auto done = mark->bind(":id", id).exec(); !done)
        return done.error();
    return QueueStore(m_connection).takeBackCancelled(id, {});
}

} // namespace db
