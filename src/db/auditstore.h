// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

namespace db {

//! Who did what to many rows at once. Append only; one thread; write inside the action's own transaction.
class AuditStore
{
public:
    explicit AuditStore(Connection &connection) : m_connection(connection) {}

    core::Result<void> add(const AuditRow &row);
    //! Newest first.
    core::Result<std::vector<AuditRow>> list(int limit);

private:
    Connection &m_connection;
};

} // namespace db
