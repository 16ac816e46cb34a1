// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/steprunner.h"

namespace pipeline {

Outcome Outcome::fromError(const core::Error &error)
{
    switch (error.code) {
    case core::ErrorCode::Storage:
        return failed(core::Cause::Storage, error.message);
    case core::ErrorCode::Refused:
        return failed(core::Cause::Conflict, error.message);
    case core::ErrorCode::Network:
        return failed(core::Cause::Connection, error.message);
    case core::ErrorCode::Busy: // handed back untried
    case core::ErrorCode::Cancelled: {
        Outcome outcome;
        outcome.kind = Kind::Cancelled;
        return outcome;
    }
    case core::ErrorCode::Usage:
    case core::ErrorCode::NotFound:
    case core::ErrorCode::Database:
    case core::ErrorCode::Schema:
    case core::ErrorCode::Empty:
    case core::ErrorCode::Foreign:
    case core::ErrorCode::Conflict:
    case core::ErrorCode::Internal:
        return failed(core::Cause::Database, error.message);
    }
    Q_UNREACHABLE();
}

} // namespace pipeline
