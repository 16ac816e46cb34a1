// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter.h"
#include "pipeline/plan.h"

#include <QWidget>

#include <functional>
#include <vector>

class QListWidget;
class QMenu;
class QStackedWidget;
class QTimer;
class QVBoxLayout;

namespace gui {

//! The pages of the window: a list of them with a count beside each, and the one that was chosen. GUI thread.
class PageStack : public QWidget
{
    Q_OBJECT

public:
    //! When a page is asked to reload beside when it is opened.
    enum class Refresh {
        OnDemand,  //!< it keeps itself up to date, or must not jump
        WhileSeen, //!< after changes, while it is the one shown
        Always     //!< after changes and once at first: its count is in the list
    };

    explicit PageStack(QWidget *parent = nullptr);

    //! Puts a bar above the pages.
    void addBar(QWidget *bar);

    //! Adds a page as the last one; the name is its icon's and is what show() takes. The page has reload()
    //! and failed(); what it has of countChanged(), filterWanted(), vehicleWanted(), batchWanted() and
    //! retryRequested() is listened to.
    template <typename P>
    void add(const char *name, const QString &text, P *page, Refresh refresh = Refresh::Always)
    {
        const int row = addEntry(
            name, text, page, [page] { page->reload(); }, refresh);
        connect(page, &P::failed, this, &PageStack::failed);
        if constexpr (requires { &P::countChanged; })
            connect(page, &P::countChanged, this, [this, row](qint64 count) { setCount(row, count); });
        if constexpr (requires { &P::filterWanted; })
            connect(page, &P::filterWanted, this, &PageStack::filterWanted);
        if constexpr (requires { &P::vehicleWanted; })
            connect(page, &P::vehicleWanted, this, &PageStack::vehicleWanted);
        if constexpr (requires { &P::batchWanted; })
            connect(page, &P::batchWanted, this, &PageStack::batchWanted);
        if constexpr (requires { &P::retryRequested; })
            connect(page, &P::retryRequested, this, &PageStack::retryRequested);
    }

    //! Gives every page its line in the menu, with Ctrl+1 and so on.
    void fillMenu(QMenu *menu);

    //! Opens the page of this name and reloads it; false when there is none.
    bool show(const QString &name);
    int count() const { return static_cast<int>(m_entries.size()); }
    QString current() const;

public slots:
    void reloadCurrent();
    //! Something changed: reloads what shows it, at once or a little later when that was just done.
    void refresh();
    //! Reloads every page that has a count in the list.
    void reloadCounts();

signals:
    void failed(const QString &message);
    void filterWanted(const core::Filter &filter); //!< show these failures
    void vehicleWanted(const QString &vehicleId);  //!< show this vehicle
    void batchWanted(const QString &batchId);
    void retryRequested(const pipeline::PlanRequest &request);

private:
    struct Entry
    {
        QString name;
        std::function<void()> reload;
        Refresh refresh = Refresh::Always;
    };

    int addEntry(const char *name, const QString &text, QWidget *page, std::function<void()> reload,
                 Refresh refresh);
    void setCount(int row, qint64 count);
    void reloadChanged();

    std::vector<Entry> m_entries;
    QListWidget *m_sidebar;
    QStackedWidget *m_pages;
    QVBoxLayout *m_content;
    QTimer *m_rest; //!< after a refresh
    bool m_isStale = false;
};

} // namespace gui
