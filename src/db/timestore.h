// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"

namespace db {

//! The latest times that a clock which is right can have written.
struct LatestTimes
{
    QDateTime present; //!< of what was "now"
    QDateTime retry;   //!< of a next try or the end of a pause
};

//! Takes back times that only a wrong clock can have written, so that nothing waits for them. One thread; the
//! caller owns the transaction.
class TimeStore
{
public:
    explicit TimeStore(Connection &connection) : m_connection(connection) {}

    //! Of batches, of queue rows (some hundreds at most), pauses of hosts and counts of breakers. How many
    //! rows changed.
    core::Result<int> mend(const QDateTime &now, const LatestTimes &latest);

private:
    core::Result<int> run(const char *name, const QDateTime &now, const QDateTime &latest);

    Connection &m_connection;
};

} // namespace db
