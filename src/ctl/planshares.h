// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/plan.h"

#include <QString>

#include <optional>
#include <vector>

namespace ctl {

//! What of a plan has one step, one host or one cause in common.
struct PlanShare
{
    QString name; //!< empty: has none
    int items = 0;
    int requests = 0;
    std::optional<qint64> seconds; //!< of a host: how long it is asked
};

struct PlanShares
{
    std::vector<PlanShare> byStep;
    std::vector<PlanShare> byHost; //!< only what asks a host
    std::vector<PlanShare> byCause;
};

//! Steps in their order, hosts by name, causes by number, most first.
PlanShares sharesOf(const pipeline::Plan &plan);

//! Whole seconds, rounded up.
qint64 secondsOf(qint64 milliseconds);

} // namespace ctl
