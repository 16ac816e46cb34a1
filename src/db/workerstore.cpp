// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/workerstore.h"

#include "db/values.h"

namespace db {

core::Result<int> WorkerStore::beat(const WorkerRow &self)
{
    auto write = m_connection.statement("upsert_worker");
    if (!write)
        return write.error();
    write->bind(":owner", self.name)
        .bind(":host", textOrEmpty(self.host))
        .bind(":pid", self.pid)
        .bind(":version", textOrEmpty(self.version))
        .bind(":started_at", self.startedAt)
        .bind(":now", self.heartbeatAt);
    if (auto done = write->exec(); !done)
        return done.error();
    auto count = m_connection.statement("count_live_workers");
    if (!count)
        return count.error();
    count->bind(":since", self.heartbeatAt.addMSecs(-WorkerRow::kAliveMs))
        .bind(":until", self.heartbeatAt.addMSecs(WorkerRow::kAliveMs));
    if (auto done = count->exec(); !done)
        return done.error();
    return count->next() ? count->integer(0) : 1;
}

core::Result<void> WorkerStore::leave(const QString &name, const QDateTime &olderThan)
{
    auto statement = m_connection.statement("delete_workers");
    if (!statement)
        return statement.error();
    return statement->bind(":owner", name).bind(":older_than", olderThan).exec();
}

core::Result<std::vector<WorkerRow>> WorkerStore::list()
{
    auto statement = m_connection.statement("list_workers");
    if (!statement)
        return statement.error();
    return statement->list([](const Statement &row) {
        return WorkerRow{row.text(0), row.text(1), row.number(2), row.text(3),
                         row.time(4), row.time(5), row.number(6)};
    });
}

} // namespace db
