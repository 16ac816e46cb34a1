// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace ctl {

//! Turns SIGINT and SIGTERM into a signal in the event loop. One object a process.
class Shutdown : public QObject
{
    Q_OBJECT

public:
    explicit Shutdown(QObject *parent = nullptr);
    ~Shutdown() override;

signals:
    //! Once for each signal that came.
    void requested();

private:
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace ctl
