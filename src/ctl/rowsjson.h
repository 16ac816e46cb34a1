// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "extract/listing.h"
#include "pipeline/importer.h"
#include "pipeline/plan.h"
#include "pipeline/worker.h"

#include <QJsonObject>

//! The JSON of the command line (docs/interfaces.md). Absent values are null, never left out.
namespace ctl {

QJsonObject toJson(const extract::Listing &listing);
QJsonObject toJson(const extract::Refusal &refusal, const QString &url);
QJsonObject toJson(const pipeline::ImportLine &line);
QJsonObject toJson(const db::FailureRow &row);
QJsonObject toJson(const db::CauseRow &row);
QJsonObject toJson(const db::Stats &stats);
QJsonObject toJson(const db::QueueStatus &status);
QJsonObject toJson(const pipeline::WorkerReport &report);
//! @param batch absent for a dry run.
QJsonObject toJson(const pipeline::Plan &plan, const std::optional<db::BatchRow> &batch);

} // namespace ctl
