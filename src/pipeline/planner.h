// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/settings.h"
#include "db/connection.h"
#include "pipeline/plan.h"

namespace pipeline {

//! Freezes what shall be retried: reads only, any thread that owns the connection.
core::Result<Plan> makePlan(db::Connection &connection, const core::Settings &settings,
                            const PlanRequest &request, const QDateTime &now);

//! Steps that an older extractor could not parse and that can be read again from stored pages.
core::Result<Plan> planParseFailures(db::Connection &connection, const QDateTime &now);

} // namespace pipeline
