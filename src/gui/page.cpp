// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/page.h"

#include <QTimer>

namespace gui {

namespace {
constexpr int kSoonMs = 200;
}

Page::Page(const char *name, QWidget *parent) : QWidget(parent)
{
    setObjectName(QLatin1String(name));
}

void Page::setLive(int everyMs)
{
    m_live = new QTimer(this);
    m_live->setInterval(everyMs);
    connect(m_live, &QTimer::timeout, this, &Page::tick);
}

void Page::reload()
{
    m_error.clear(); // who asks again wants to hear it again
    m_isStale = m_asked > 0;
    if (!m_isStale)
        load();
}

void Page::tick()
{
    if (m_asked == 0)
        load();
}

void Page::reloadSoon()
{
    if (!m_soon) {
        m_soon = new QTimer(this);
        m_soon->setSingleShot(true);
        m_soon->setInterval(kSoonMs);
        connect(m_soon, &QTimer::timeout, this, [this] {
            m_isStale = m_asked > 0;
            tick();
        });
    }
    if (!m_soon->isActive())
        m_soon->start();
}

void Page::answered(const QString &error)
{
    --m_asked;
    if (!error.isEmpty() && error != m_error)
        emit failed(error);
    m_error = error;
    if (m_asked == 0 && m_isStale) {
        m_isStale = false;
        load();
    }
}

void Page::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_live)
        m_live->start();
}

void Page::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    if (m_live)
        m_live->stop();
}

} // namespace gui
