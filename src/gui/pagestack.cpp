// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/pagestack.h"

#include "gui/delegates.h"
#include "gui/icons.h"
#include "models/roles.h"

#include <QAction>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMenu>
#include <QStackedWidget>
#include <QStyle>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace gui {

namespace {
//! So long a refresh rests: with a look for changes each second, what others did is seen within two.
constexpr int kRestMs = 900;
} // namespace

PageStack::PageStack(QWidget *parent)
    : QWidget(parent), m_sidebar(new QListWidget(this)), m_pages(new QStackedWidget(this)),
      m_content(new QVBoxLayout), m_rest(new QTimer(this))
{
    m_rest->setSingleShot(true);
    m_rest->setInterval(kRestMs);
    connect(m_rest, &QTimer::timeout, this, [this] {
        if (std::exchange(m_isStale, false))
            refresh();
    });
    m_sidebar->setObjectName(QStringLiteral("sidebar"));
    m_sidebar->setAccessibleName(tr("Pages"));
    m_sidebar->setFrameShape(QFrame::NoFrame);
    m_sidebar->setItemDelegate(new CountDelegate(m_sidebar));
    const int extent = style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, this);
    m_sidebar->setIconSize(QSize(extent, extent));
    m_sidebar->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_content->setContentsMargins(0, 0, 0, 0);
    m_content->setSpacing(0);
    m_content->addWidget(m_pages, 1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_sidebar);
    row->addLayout(m_content, 1);
    connect(m_sidebar, &QListWidget::currentRowChanged, this, [this](int page) {
        m_pages->setCurrentIndex(page);
        reloadCurrent();
    });
}

void PageStack::addBar(QWidget *bar)
{
    m_content->insertWidget(m_content->count() - 1, bar);
}

int PageStack::addEntry(const char *name, const QString &text, QWidget *page, std::function<void()> reload,
                        Refresh refresh)
{
    const int row = m_pages->addWidget(page);
    m_entries.push_back({QLatin1String(name), std::move(reload), refresh});
    const QSignalBlocker blocker(m_sidebar); // the first one would become current
    new QListWidgetItem(icon(name), text, m_sidebar);
    m_sidebar->setFixedWidth(m_sidebar->sizeHintForColumn(0) + 16);
    return row;
}

void PageStack::fillMenu(QMenu *menu)
{
    for (int row = 0; row < m_sidebar->count(); ++row) {
        const QListWidgetItem *item = m_sidebar->item(row);
        QAction *action =
            menu->addAction(item->icon(), item->text(), this, [this, row] { m_sidebar->setCurrentRow(row); });
        if (row < 9)
            action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + row)));
    }
}

bool PageStack::show(const QString &name)
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&name](const Entry &entry) { return entry.name == name; });
    if (found == m_entries.end())
        return false;
    m_sidebar->setCurrentRow(static_cast<int>(found - m_entries.begin()));
    return true;
}

QString PageStack::current() const
{
    const int row = m_sidebar->currentRow();
    return row < 0 ? QString() : m_entries[static_cast<size_t>(row)].name;
}

void PageStack::setCount(int row, qint64 count)
{
    m_sidebar->item(row)->setData(models::RawRole, count);
}

void PageStack::reloadCurrent()
{
    if (const int row = m_sidebar->currentRow(); row >= 0)
        m_entries[static_cast<size_t>(row)].reload();
}

void PageStack::refresh()
{
    m_isStale = m_rest->isActive();
    if (m_isStale)
        return;
    m_rest->start();
    reloadChanged();
}

void PageStack::reloadChanged()
{
    for (const Entry &entry : m_entries) {
        const bool isShown = entry.name == current();
        if (entry.refresh == Refresh::Always || (entry.refresh == Refresh::WhileSeen && isShown))
            entry.reload();
    }
}

void PageStack::reloadCounts()
{
    for (const Entry &entry : m_entries) {
        if (entry.refresh == Refresh::Always)
            entry.reload();
    }
}

} // namespace gui
