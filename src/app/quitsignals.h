// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace app {

//! Turns SIGINT, SIGTERM and SIGHUP into a signal in the event loop, so that the window closes as by hand and
//! work under way is handed back. A second one ends the process at once. One object a process.
class QuitSignals : public QObject
{
    Q_OBJECT

public:
    explicit QuitSignals(QObject *parent = nullptr);
    ~QuitSignals() override;

signals:
    void received();
};

} // namespace app
