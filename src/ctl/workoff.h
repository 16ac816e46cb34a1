// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/worker.h"
#include "pipeline/workspace.h"

#include <functional>

namespace ctl {

//! Shows what the worker does, and stops it on SIGTERM and SIGINT.
void showProgress(pipeline::Workspace *workspace);

//! Works one batch off in this process, then calls done.
void workOff(pipeline::Workspace *workspace, pipeline::WorkerOptions options, const QString &batchId,
             const std::function<void(const pipeline::WorkerReport &)> &done);

//! Somebody named a vehicle that does not exist.
core::Error unknownVehicle(const QString &id);

} // namespace ctl
