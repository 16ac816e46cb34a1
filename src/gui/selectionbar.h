// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/step.h"

#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;
class QToolButton;

namespace gui {

//! The selection as a sentence under the table, and what can be done with it.
class SelectionBar : public QWidget
{
    Q_OBJECT

public:
    explicit SelectionBar(QWidget *parent = nullptr);

    struct Selection
    {
        qint64 selected = 0;
        qint64 matching = -1;       //!< -1 = not known yet
        bool isAllMatching = false; //!< the filter is meant, not rows
        int missingImages = -1;     //!< of the selected rows; -1 = not known
        bool isImagesOnly = false;  //!< the selected rows lack images and nothing else
    };
    void setSelection(const Selection &selection);
    //! The menu of single steps, for a context menu too.
    QMenu *stepMenu() const { return m_steps; }

signals:
    void retryMissing();
    void retryStep(core::Step step);
    void retryAllImages();
    void exportWanted();
    void selectAllMatching();
    void clearSelection();

private:
    QMenu *makeMenu();
    QString buttonText() const;

    Selection m_selection;
    QLabel *m_sentence;
    QPushButton *m_all;
    QToolButton *m_retry;
    QPushButton *m_export;
    QMenu *m_steps = nullptr;
};

} // namespace gui
