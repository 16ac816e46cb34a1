// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/services.h"

#include <QElapsedTimer>

namespace pipeline {

//! This process among the workers of the workspace. As long as it works it gives signs of life, and takes its
//! part of what each host may be asked: net.per_host and net.rate_per_host hold for the whole workspace.
class Presence
{
public:
    explicit Presence(Services &services) : m_services(services) {}

    //! Call it often while working; writes once a second at most. True when work may begin: whoever joins
    //! others waits until they have noticed.
    core::Result<bool> beat();
    //! Nothing is worked on any more.
    void leave();

private:
    core::Result<void> forgetDead();

    Services &m_services;
    QElapsedTimer m_joined; // invalid while away; steady, whatever happens to the clock
    QElapsedTimer m_beaten;
    QDateTime m_startedAt;
    bool m_joinedOthers = false;
};

} // namespace pipeline
