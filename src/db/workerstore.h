// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

namespace db {

//! The workers of a workspace that gave a sign of life lately. One thread.
class WorkerStore
{
public:
    explicit WorkerStore(Connection &connection) : m_connection(connection) {}

    //! Gives a sign of life. Returns how many workers did so since then, this one included.
    core::Result<int> beat(const QString &owner, const QDateTime &now, const QDateTime &since);
    //! Takes this worker out, and those that are long gone.
    core::Result<void> leave(const QString &owner, const QDateTime &since);

private:
    Connection &m_connection;
};

} // namespace db
