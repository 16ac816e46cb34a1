// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/csv.h"
#include "core/result.h"
#include "db/connection.h"
#include "db/rows.h"
#include "pipeline/export.h"

#include <functional>
#include <vector>

namespace pipeline {

//! One column of the failure report.
struct ReportColumn
{
    const char *name;
    QByteArray (*cell)(const db::FailureRow &row, core::CsvGuard guard);
};

const std::vector<ReportColumn> &reportColumns();

//! Writes the report and then its manifest, each as a whole or not at all. Any thread
//! that owns the connection. @param isCancelled is asked between pages.
core::Result<ExportSummary> writeReport(db::Connection &connection, const ExportRequest &request,
                                        const QDateTime &now, const std::function<bool()> &isCancelled);

} // namespace pipeline
