// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/connection.h"
#include "db/rows.h"

#include <QStringList>

#include <functional>
#include <optional>

namespace pipeline {

//! How fast the vehicles that were there before us are counted: others go on working meanwhile.
struct CountingPace
{
    int batchSize = 500; //!< vehicles in one transaction
    int pauseMs = 100;   //!< between two of them
};

//! The statements that attach a database as a script that psql runs, in one transaction.
QString attachScript(const QStringList &statements);

//! Counts the vehicles of an attached database that are not counted yet; goes on where others stopped.
//! Blocks.
//! Waits while the database is busy: a worker may be counting, too.
//! @param goOn is told before each pause how far it is, or nothing while that is not known; false ends it
//! there Returns how many were counted.
core::Result<qint64> countVehicles(db::Connection &connection, const CountingPace &pace,
                                   const std::function<bool(const std::optional<db::FillProgress> &)> &goOn);

} // namespace pipeline
