// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/rows.h"
#include "extract/listing.h"
#include "pipeline/importer.h"
#include "pipeline/plan.h"
#include "pipeline/worker.h"
#include "planshares.h"

#include <QJsonArray>
#include <QJsonObject>

//! The JSON of the command line (docs/interfaces.md). Absent values are null, never left out.
namespace ctl {

QJsonObject toJson(const extract::Listing &listing);
QJsonObject toJson(const extract::Refusal &refusal, const QString &url);
QJsonObject toJson(const pipeline::ImportLine &line);
QJsonObject toJson(const db::FailureRow &row);
//! null when all are counted.
QJsonValue toJson(const std::optional<db::FillProgress> &fill);
QJsonObject toJson(const db::CauseRow &row);
QJsonObject toJson(const db::Stats &stats);
QJsonObject toJson(const db::QueueStatus &status);
QJsonObject toJson(const db::AuditRow &row);
QJsonObject toJson(const db::WorkerRow &row, const QDateTime &now);
QJsonObject toJson(const db::BatchRow &batch);
QJsonObject toJson(const db::BatchItemRow &item);
QJsonObject toJson(const pipeline::WorkerReport &report);
//! Gates that hold work, and why.
QJsonArray toJson(const std::vector<db::HostRow> &held);
//! @param batch absent for a dry run.
QJsonObject toJson(const pipeline::Plan &plan, const std::optional<db::BatchRow> &batch);

} // namespace ctl
