// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/closing.h"

#include <QCoreApplication>
#include <QMutexLocker>

namespace pipeline {

Closing &Closing::all()
{
    static Closing closing;
    static const bool isWaitedFor = [] {
        qAddPostRoutine([] { all().wait(); }); // while there is an application
        return true;
    }();
    Q_UNUSED(isWaitedFor)
    return closing;
}

void Closing::run(std::shared_ptr<void> parts)
{
    std::unique_ptr<QThread> thread(QThread::create([held = std::move(parts)]() mutable { held.reset(); }));
    thread->setObjectName(QStringLiteral("retrydesk-closing"));
    thread->start();
    const QMutexLocker lock(&m_mutex);
    std::erase_if(m_threads, [](const std::unique_ptr<QThread> &known) { return known->isFinished(); });
    m_threads.push_back(std::move(thread));
}

void Closing::wait()
{
    const QMutexLocker lock(&m_mutex);
    for (const std::unique_ptr<QThread> &thread : m_threads)
        thread->wait();
    m_threads.clear();
}

} // namespace pipeline
