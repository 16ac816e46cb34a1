// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QList>
#include <QStringList>

namespace ctl {

//! What the process ends with.
enum ExitCode { Done = 0, SomeFailed = 1, WrongUsage = 2, Environment = 3 };

ExitCode exitCodeFor(const core::Error &error);

//! Results go to stdout, everything else to stderr.
void printJson(const QJsonObject &object);
void printLine(const QString &line);
void printError(const core::Error &error);
//! A line that replaces the last one; nothing unless stderr is a terminal.
void printProgress(const QString &line);
//! Columns padded to their widest cell, lines cut at the edge of a terminal; control characters are shown as
//! blanks.
void printTable(const QStringList &head, const QList<QStringList> &rows);
//! False after a complaint when results could not be written. A reader that had enough is no failure.
bool checkOutput();

} // namespace ctl
