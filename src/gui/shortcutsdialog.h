// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace gui {

//! All keys at a glance.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    //! @param pages how many the window has
    explicit ShortcutsDialog(int pages, QWidget *parent = nullptr);
};

} // namespace gui
