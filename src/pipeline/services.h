// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/policytable.h"
#include "core/secrets.h"
#include "core/settings.h"
#include "db/connection.h"
#include "media/imagestore.h"
#include "net/fetchpool.h"

#include <memory>

namespace pipeline {

//! So far may the clocks of two machines be apart; a time further away than any that is legitimate was
//! written by one that was wrong.
inline constexpr qint64 kClockToleranceMs = 3'600'000;

//! What steps and the worker need. Owned by the engine, lives in its thread.
struct Services
{
    std::unique_ptr<db::Connection> connection; //!< the only one that writes
    std::unique_ptr<media::ImageStore> images;
    std::unique_ptr<net::FetchPool> fetches;
    core::Settings settings;
    core::PolicyTable policies;
    core::Secrets secrets;
    core::Clock clock = core::systemClock();
    core::Random random = core::systemRandom();
    QString workerName; //!< host:pid:random, the lease owner
    QString actor;      //!< user@machine, for the audit

    QDateTime now() const { return clock(); }
};

} // namespace pipeline
