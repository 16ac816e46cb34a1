// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter.h"
#include "db/connection.h"

namespace db {

//! The conditions of a filter as SQL on s (vehicle_scrape_state), put together from sql/…/filters.
QString filterSql(const Dialect &dialect, const core::Filter &filter);
//! Binds the values that filterSql() left open.
void bindFilter(Statement &statement, const core::Filter &filter);

} // namespace db
