// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/secrets.h"

#include <QString>

#include <vector>

namespace pipeline {

//! One thing that was looked at.
struct Check
{
    enum class Level { Ok, Warning, Problem };

    QString name; //!< for programs; docs/interfaces.md lists them
    Level level = Level::Ok;
    QString detail; //!< what was found, for people
    QString advice; //!< what to do; empty where nothing is to be done
};

//! Looks a workspace over: this machine, the database, the image store and what is in them. Works as far as
//! it gets when the workspace cannot be opened. Changes nothing, except that a small file is written into the
//! image store and removed. Blocks, for a bucket or a server that does not answer up to their time-outs.
std::vector<Check> examine(const QString &workspace, const core::Secrets &secrets);

} // namespace pipeline
