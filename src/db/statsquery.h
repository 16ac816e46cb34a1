// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

namespace db {

//! Success rates over the last days and the state of the queue. Reads only; one thread.
//! @param days today included; by_day has that many rows, in UTC.
core::Result<Stats> stats(Connection &connection, int days, const QDateTime &now);
core::Result<QueueStatus> queueStatus(Connection &connection, const QDateTime &now);

} // namespace db
