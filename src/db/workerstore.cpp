// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/workerstore.h"

namespace db {

core::Result<int> WorkerStore::beat(const QString &owner, const QDateTime &now, const QDateTime &since)
{
    auto write = m_connection.statement("upsert_worker");
    if (!write)
        return write.error();
    if (auto done = write->bind(":owner", owner).bind(":now", now).exec(); !done)
        return done.error();
    auto count = m_connection.statement("count_live_workers");
    if (!count)
        return count.error();
    if (auto done = count->bind(":since", since).bind(":now", now).exec(); !done)
        return done.error();
    return count->next() ? count->integer(0) : 1;
}

core::Result<void> WorkerStore::leave(const QString &owner, const QDateTime &since)
{
    auto statement = m_connection.statement("delete_workers");
    if (!statement)
        return statement.error();
    return statement->bind(":owner", owner).bind(":since", since).exec();
}

} // namespace db
