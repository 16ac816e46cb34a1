// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

namespace db {

//! The workers of a workspace that gave a sign of life lately. One thread.
class WorkerStore
{
public:
    explicit WorkerStore(Connection &connection) : m_connection(connection) {}

    //! Gives a sign of life for this worker at its heartbeatAt. Returns how many workers are alive, this one
    //! included.
    core::Result<int> beat(const WorkerRow &self);
    //! Takes this worker out, and those whose last sign of life is older.
    core::Result<void> leave(const QString &name, const QDateTime &olderThan);
    //! The ones that work or died lately, the oldest first.
    core::Result<std::vector<WorkerRow>> list();

private:
    Connection &m_connection;
};

} // namespace db
