#pragma once // CRE2 is what Swift sees of RE2; this target only finds the library.
