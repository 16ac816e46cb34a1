// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMutex>
#include <QThread>

#include <memory>
#include <vector>

namespace pipeline {

//! Threads that end what waits for a database when it ends. Any thread.
class Closing
{
public:
    //! Those of the program, which waits for them before it ends.
    static Closing &all();
    ~Closing() { wait(); }

    void run(std::shared_ptr<void> parts);
    void wait();

private:
    QMutex m_mutex;
    std::vector<std::unique_ptr<QThread>> m_threads;
};

} // namespace pipeline
