// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "db/rows.h"

#include <QFuture>

namespace models {

//! Where the failures come from. Never blocks: each answer is a future that finishes on another thread.
class FailureSource
{
public:
    virtual ~FailureSource() = default;

    virtual QFuture<core::Result<db::FailurePage>> failures(const db::FailurePageRequest &request) = 0;
    //! The rows of these vehicles as they are now; those that became complete have no failure types.
    virtual QFuture<core::Result<std::vector<db::FailureRow>>>
    failuresById(const QStringList &vehicleIds) = 0;
    virtual QFuture<core::Result<db::FailureCounts>> counts(const core::Filter &filter) = 0;
};

} // namespace models
