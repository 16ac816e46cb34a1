// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/auditstore.h"

#include "db/values.h"

namespace db {

core::Result<void> AuditStore::add(const AuditRow &row)
{
    auto statement = m_connection.statement("insert_audit");
    if (!statement)
        return statement.error();
    return statement->bind(":now", row.at)
        .bind(":actor", textOrEmpty(row.actor))
        .bind(":action", row.action)
        .bind(":filter", row.filter)
        .bind(":items", row.items)
        .bind(":hash", row.hash)
        .bind(":batch_id", textOrNull(row.batchId))
        .bind(":result", row.result)
        .exec();
}

core::Result<std::vector<AuditRow>> AuditStore::list(int limit)
{
    auto statement = m_connection.statement("list_audit");
    if (!statement)
        return statement.error();
    return statement->bind(":limit", limit).list([](const Statement &row) {
        AuditRow audit;
        audit.id = row.number(0);
        audit.at = row.time(1);
        audit.actor = row.text(2);
        audit.action = row.text(3);
        audit.filter = row.text(4);
        audit.items = row.number(5);
        audit.hash = row.text(6);
        audit.batchId = row.text(7);
        audit.result = row.text(8);
        return audit;
    });
}

} // namespace db
